"""What teams arranged for themselves: saved views that all members share."""

from alembic import op

from chassis.work import run_script

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    run_script(op, PREFERENCES)


PREFERENCES = """
CREATE TABLE team_preference (
    team_id    uuid        NOT NULL REFERENCES team,
    key        text        NOT NULL,
    value      jsonb       NOT NULL,
    version    integer     NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (team_id, key)
);
"""
