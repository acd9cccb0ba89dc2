"""Who may do what to which documents: the one business word the chassis knows.

Every service keeps people, roles and the territory of clients as a projection; a permission has a
scope (own < team < territory < all) that is resolved when asked, on every list, detail and export.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, bindparam, false, func, or_, select, text, true

from chassis.database import Database
from chassis.errors import Forbidden
from chassis.tables import access_client, access_person

if TYPE_CHECKING:
    from chassis.work import Work

SCOPES = ("own", "team", "territory", "all")
SIGNED_IN = "signed-in"  # instead of a permission: whoever works here may, on what is their own
KEPT_SECONDS = 5.0
MOST_KEPT = 10_000

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


@dataclass(frozen=True)
class Caller:
    """What the person at the API may do: ``permissions`` maps permissions and wildcards to scopes."""

    person_id: UUID
    team_id: UUID | None = None
    territories: frozenset[str] = frozenset()
    permissions: dict[str, str] = field(default_factory=dict)

    def scope(self, permission: str) -> str | None:
        """How far the permission reaches, or None when the person does not hold it."""
        if permission == SIGNED_IN:
            return "own"
        area = permission.split(".", 1)[0] + ".*"
        granted = [self.permissions[name] for name in ("*", area, permission) if name in self.permissions]
        return max(granted, key=SCOPES.index, default=None)

    def may(self, permission: str) -> bool:
        """Whether the person holds the permission, however far it reaches."""
        return self.scope(permission) is not None

    def holds_by_name(self, permission: str) -> bool:
        """Whether a role names this very permission: wildcards do not reach what is a few people's alone."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Raise Forbidden when the person does not hold the permission."""
        if not self.may(permission):
            raise Forbidden(
                f"You need the permission {permission}. Ask an administrator for a role that has it."
            )

    async def reaches(
        self, work: "Work", permission: str, owner_id: UUID | None, client_id: UUID | None
    ) -> bool:
        """Whether a document of this owner and client lies within the permission's scope."""
        scope = self.scope(permission)
        if scope == "all" or (scope is not None and owner_id == self.person_id):
            return True
        if scope == "team" and owner_id is not None and self.team_id is not None:
            return self.team_id == await work.connection.scalar(
                select(access_person.c.team_id).where(access_person.c.id == bindparam("wanted")),
                {"wanted": owner_id},
            )
        if scope == "territory" and client_id is not None:
            territory = await work.connection.scalar(
                select(access_client.c.territory).where(access_client.c.id == bindparam("wanted")),
                {"wanted": client_id},
            )
            return territory in self.territories
        return False


def scope_condition(
    caller: Caller | None,
    permission: str,
    *,
    owner: ColumnElement[Any] | None,
    client: ColumnElement[Any] | None = None,
) -> ColumnElement[bool]:
    """The SQL condition that keeps what the caller reaches; nobody at the API (a reaction) reaches all."""
    scope = "all" if caller is None else caller.scope(permission)
    if caller is None or scope == "all":
        return true()
    if scope is None:
        return false()
    reached: list[ColumnElement[bool]] = []
    if owner is not None:
        reached.append(owner == caller.person_id)
    if scope == "team" and owner is not None and caller.team_id is not None:
        team = select(access_person.c.id).where(access_person.c.team_id == caller.team_id)
        reached.append(owner == any_(func.array(team.scalar_subquery())))  # as an array an index serves it
    if scope == "territory" and client is not None:
        clients = select(access_client.c.id).where(access_client.c.territory.in_(sorted(caller.territories)))
        reached.append(client.in_(clients))
    return or_(false(), *reached)


def granted(roles: Iterable[tuple[str, Sequence[str]]]) -> dict[str, str]:
    """Permissions of several (scope, permissions) roles together: the widest scope of each wins."""
    widest: dict[str, str] = {}
    for scope, permissions in roles:
        if scope not in SCOPES:  # a scope that this version does not know grants nothing
            continue
        for permission in permissions:
            known = widest.get(permission, scope)
            widest[permission] = max(known, scope, key=SCOPES.index)
    return widest


@dataclass(frozen=True)
class Standing:
    """A person and a session as the projection has them; ``caller`` is None for people without access.

    ``known`` is False as long as nothing was heard of the person, or of a role that the person holds.
    """

    caller: Caller | None
    revoked: bool
    known: bool = True


LookUp = Callable[["Work", UUID, UUID], Awaitable[Standing]]


async def copied_standing(work: "Work", person_id: UUID, session_id: UUID) -> Standing:
    """What this service's copies say of the person and the session."""
    row = (await work.execute(LOOK_UP, {"person_id": person_id, "session_id": session_id})).one()
    return standing_of(person_id, row)


def standing_of(person_id: UUID, row: Any) -> Standing:
    """The Standing in a row of ``known, active, team_id, territories, roles, revoked``."""
    if not row.active:
        return Standing(None, row.revoked, row.known)
    caller = Caller(person_id, row.team_id, frozenset(row.territories), granted(row.roles or ()))
    return Standing(caller, row.revoked, row.known)


class Callers:
    """Looks people up and remembers them for a few seconds; who changes access data drops them."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float] = monotonic,
        look_up: LookUp = copied_standing,
    ) -> None:
        self.database = database
        self.clock = clock
        self.look_up = look_up
        self._kept: dict[tuple[UUID, UUID], tuple[float, Standing]] = {}

    async def standing(self, person_id: UUID, session_id: UUID) -> Standing:
        """The person's access and whether the session was revoked, at most 5 s old."""
        kept = self._kept.get((person_id, session_id))
        if kept is not None and kept[0] > self.clock():
            return kept[1]
        standing = await self.database.read(self.look_up, person_id, session_id)
        if not standing.known:
            return standing  # may be known in a moment
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[person_id, session_id] = (self.clock() + KEPT_SECONDS, standing)
        return standing

    def drop(self) -> None:
        """Forget everybody: access data changed."""
        self._kept.clear()


async def person_names(work: "Work", ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names of people by id; who was erased or is not known yet is missing."""
    wanted = sorted({id for id in ids if id is not None})
    if not wanted:
        return {}
    people = access_person.c
    rows = await work.execute(select(people.id, people.name).where(people.id.in_(wanted), people.name != ""))
    return {row.id: row.name for row in rows}
