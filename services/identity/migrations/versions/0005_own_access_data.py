"""Access is read from people, roles and sessions: empty the copies that were made of our own events."""

from alembic import op

from chassis.work import run_script

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_script(op, CLEAR)


CLEAR = """
TRUNCATE access_person, access_role, access_client, access_revoked_session;
DELETE FROM parked_event WHERE group_name = 'identity.projections';
DELETE FROM parked_key WHERE group_name = 'identity.projections';
DELETE FROM last_sequence WHERE group_name = 'identity.projections';
DELETE FROM position WHERE group_name = 'identity.projections';
"""
