"""The company's profile has a logo, a colour, and more than one number for taxes."""

from alembic import op

from chassis.work import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_script(op, LOOK)


LOOK = """
ALTER TABLE company
    ADD vat_id          text  NOT NULL DEFAULT '',
    ADD further_tax_ids jsonb NOT NULL DEFAULT '[]',
    ADD colour          text  NOT NULL DEFAULT '',
    ADD logo            text  NOT NULL DEFAULT '';
"""
