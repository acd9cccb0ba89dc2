"""Who may do what here: read from our own tables, so that nothing said on Kafka opens a door."""

from uuid import UUID

from sqlalchemy import text

from chassis.http import Standing
from chassis.work import Work
from kernel.access import standing_of

LOOK_UP = text("""
    SELECT true AS known, coalesce(p.active, false) AS active, p.team_id, p.territories,
           (SELECT jsonb_agg(jsonb_build_array(r.scope, r.permissions))
              FROM role r WHERE r.name = ANY (p.roles)) AS roles,
           EXISTS (SELECT FROM session s WHERE s.id = :session_id AND s.revoked_at IS NOT NULL) AS revoked
      FROM (SELECT 1) AS one LEFT JOIN person p ON p.id = :person_id
""")


async def standing(work: Work, person_id: UUID, session_id: UUID) -> Standing:
    """The person's access and whether the session was ended, as of now."""
    row = (await work.execute(LOOK_UP, {"person_id": person_id, "session_id": session_id})).one()
    return standing_of(person_id, row)
