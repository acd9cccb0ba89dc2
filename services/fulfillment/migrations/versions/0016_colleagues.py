"""How clients reach the owners of documents."""

from alembic import op

from chassis.work import run_script
from kernel.colleagues import COLLEAGUES

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_script(op, COLLEAGUES.migration)
