"""What clients paid beyond their invoices is owed to them."""

from alembic import op

from chassis.work import run_script

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_script(op, PREPAID)


PREPAID = """
ALTER TABLE credit_exposure
    ADD COLUMN prepaid numeric NOT NULL DEFAULT 0 CHECK (prepaid >= 0),
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE;
ALTER TABLE credit_exposure ALTER COLUMN prepaid DROP DEFAULT;
CREATE INDEX credit_exposure_prepaid ON credit_exposure (prepaid, id) WHERE prepaid > 0;
ALTER TABLE payment ADD COLUMN surplus numeric NOT NULL DEFAULT 0 CHECK (surplus >= 0);
ALTER TABLE payment ALTER COLUMN surplus DROP DEFAULT;
ALTER TABLE payment DROP CONSTRAINT payment_amount_check;
ALTER TABLE payment ADD CHECK (amount >= 0 AND amount + surplus > 0);
"""
