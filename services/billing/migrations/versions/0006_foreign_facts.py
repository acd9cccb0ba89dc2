"""One row for each fact of accounting, whatever came of it; payments refused before are carried over."""

from alembic import op

from chassis.work import create_foreign_facts, run_script

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    create_foreign_facts(op)
    run_script(op, CARRY_OVER)


CARRY_OVER = """
INSERT INTO foreign_fact (id, topic, type, source, event_id, subject_id, fate, rule, reason, body, heard_at)
SELECT id, 'accounting.payment.v1', 'accounting.payment.reported.v1', 'accounting.payment.v1', id::text,
       invoice_id, 'refused', 'refused', reason, convert_to(fact::text, 'UTF8'), refused_at
  FROM refused_payment;
DROP TABLE refused_payment;
"""
