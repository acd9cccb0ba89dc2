"""The chassis' tables, version 7: texts are sorted as people read them."""

from alembic import op

from chassis.work import run_script, upgrade_chassis_tables

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    upgrade_chassis_tables(op, 7)
    run_script(op, SORTED)


SORTED = """
CREATE INDEX party_by_name ON party (sorted_by(name), id);
DROP INDEX party_name;
CREATE INDEX party_by_country ON party (sorted_by(country), id);
DROP INDEX party_country;
"""
