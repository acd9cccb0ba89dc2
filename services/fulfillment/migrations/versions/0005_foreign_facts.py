"""One row for each fact of production, whatever came of it; reports refused before are carried over."""

from alembic import op

from chassis.work import create_foreign_facts, run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    create_foreign_facts(op)
    run_script(op, CARRY_OVER)


CARRY_OVER = """
INSERT INTO foreign_fact (id, topic, type, source, event_id, subject_id, fate, rule, reason, heard_at)
SELECT id, 'production.job.v1', type, 'production.job.v1', id::text, subject_id, 'refused', rule, reason,
       refused_at
  FROM refused_fact;
DROP TABLE refused_fact;
"""
