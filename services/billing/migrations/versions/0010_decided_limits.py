"""Whether somebody has decided on a client's limit; the journal tells for those who have one already."""

from alembic import op

from chassis.migrations import run_script

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_script(op, DECIDED)


DECIDED = """
ALTER TABLE credit_account ADD COLUMN decided boolean NOT NULL DEFAULT false;
ALTER TABLE credit_account ALTER COLUMN decided DROP DEFAULT;
UPDATE credit_account SET decided = true
 WHERE id IN (SELECT aggregate_id FROM journal WHERE type = 'sales.credit.limit-set.v1'
              UNION SELECT aggregate_id FROM outbox WHERE type = 'sales.credit.limit-set.v1');
"""
