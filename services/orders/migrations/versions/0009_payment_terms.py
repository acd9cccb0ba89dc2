"""Payment terms as a rule: a copy of the register; documents so far keep the rule that their words had."""

from alembic import op

from chassis.work import run_script
from kernel.payment_terms import PAYMENT_TERMS

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_script(op, PAYMENT_TERMS.migration, PARTY, ORDERS)


PARTY = "ALTER TABLE party_copy ADD terms_id uuid"

# an invoice was due as many days after its own as the first number of the words said, else after 30
RULE = r"jsonb_build_object('net_days', coalesce(substring({words} from '\y(\d{{1,3}})\y')::integer, 30))"
ORDERS = f"""
ALTER TABLE sales_order ADD terms_id uuid, ADD due jsonb;
UPDATE sales_order SET due = {RULE.format(words="terms")} WHERE terms <> '';
"""
