"""The chassis' tables, version 7: texts are sorted as people read them."""

from alembic import op

from chassis.work import run_script, upgrade_chassis_tables

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    upgrade_chassis_tables(op, 7)
    run_script(op, SORTED)


SORTED = """
CREATE INDEX product_sorted ON product (sorted_by(name), id);
DROP INDEX product_by_name;
CREATE INDEX product_by_category ON product (sorted_by(category), id);
DROP INDEX product_category;
"""
