"""How clients reach the owners of documents; an invoice keeps whom it named."""

from alembic import op

from chassis.work import run_script
from kernel.colleagues import COLLEAGUES

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_script(op, COLLEAGUES.migration, "ALTER TABLE invoice ADD contact jsonb")
