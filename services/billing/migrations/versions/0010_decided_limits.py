"""Whether somebody has decided on a client's limit; the journal tells for those who have one already."""

from alembic import op

from chassis.work import run_script
from contracts.billing import CreditLimitSet

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_script(op, DECIDED)


DECIDED = f"""
ALTER TABLE credit_account ADD COLUMN decided boolean NOT NULL DEFAULT false;
ALTER TABLE credit_account ALTER COLUMN decided DROP DEFAULT;
UPDATE credit_account SET decided = true
 WHERE id IN (SELECT aggregate_id FROM journal WHERE type = '{CreditLimitSet.type}'
              UNION SELECT aggregate_id FROM outbox WHERE type = '{CreditLimitSet.type}');
"""
