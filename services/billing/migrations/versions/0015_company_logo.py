"""Logos that invoices were issued with, each once: the invoice's profile names it by its digest."""

from alembic import op

from chassis.work import run_script

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_script(op, LOGO)


LOGO = """
CREATE TABLE company_logo (
    digest text PRIMARY KEY,
    logo   text NOT NULL
);
"""
