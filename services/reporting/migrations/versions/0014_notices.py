"""Notices and what people read of them are of the service notifications now."""

from alembic import op

from chassis.work import run_script

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_script(op, "DROP TABLE notice, notice_read;")
