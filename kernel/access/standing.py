"""What a service's copies say of a person and a sign-in."""

from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.http import Standing
from chassis.work import Work
from kernel.access.access import Access, granted

LOOK_UP = text("""
    SELECT p.id IS NOT NULL AND NOT EXISTS (
               SELECT FROM unnest(p.roles) AS held (name)
                WHERE NOT EXISTS (SELECT FROM access_role r WHERE r.name = held.name)) AS known,
           coalesce(p.active, false) AS active, p.team_id, p.territories,
           (SELECT jsonb_agg(jsonb_build_array(r.scope, r.permissions))
              FROM access_role r WHERE r.name = ANY (p.roles)) AS roles,
           EXISTS (SELECT FROM access_revoked_session s WHERE s.session_id = :session_id) AS revoked
      FROM (SELECT 1) AS one LEFT JOIN access_person p ON p.id = :person_id
""")


async def copied_standing(work: Work, person_id: UUID, session_id: UUID) -> Standing:
    """What this service's copies say of the person and the session."""
    row = (await work.execute(LOOK_UP, {"person_id": person_id, "session_id": session_id})).one()
    return standing_of(person_id, row)


def standing_of(person_id: UUID, row: Any) -> Standing:
    """The Standing in a row of ``known, active, team_id, territories, roles, revoked``."""
    if not row.active:
        return Standing(None, row.revoked, row.known)
    access = Access(person_id, row.team_id, frozenset(row.territories), granted(row.roles or ()))
    return Standing(access, row.revoked, row.known)
