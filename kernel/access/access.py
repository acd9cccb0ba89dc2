"""Who may do what to which documents.

A permission has a scope (own < team < territory < all) that is resolved when asked, on every list, detail
and export.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, bindparam, false, func, or_, select, true

from chassis.errors import Forbidden
from chassis.http import SIGNED_IN
from chassis.language import _
from chassis.work import Caller, Work
from kernel.access.tables import access_client, access_person

SCOPES = ("own", "team", "territory", "all")
TEAM_OF = select(access_person.c.team_id).where(access_person.c.id == bindparam("wanted"))
TERRITORY_OF = select(access_client.c.territory).where(access_client.c.id == bindparam("wanted"))


@dataclass(frozen=True)
class Access:
    """What a caller may do: ``permissions`` maps permissions and wildcards to scopes."""

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
                _(
                    "You need the permission %(permission)s. Ask an administrator for a role that has it.",
                    permission=permission,
                )
            )

    async def reaches(
        self, work: Work, permission: str, owner_id: UUID | None, client_id: UUID | None
    ) -> bool:
        """Whether a document of this owner and client lies within the permission's scope."""
        scope = self.scope(permission)
        if scope == "all" or (scope is not None and owner_id == self.person_id):
            return True
        if scope == "team" and owner_id is not None and self.team_id is not None:
            team: UUID | None = await work.scalar(TEAM_OF, {"wanted": owner_id})
            return self.team_id == team
        if scope == "territory" and client_id is not None:
            return await work.scalar(TERRITORY_OF, {"wanted": client_id}) in self.territories
        return False

    def within(
        self,
        permission: str,
        *,
        owner: ColumnElement[Any] | None,
        client: ColumnElement[Any] | None = None,
        territory: ColumnElement[Any] | None = None,
    ) -> ColumnElement[bool]:
        """The SQL condition that keeps what lies within the permission's scope.

        A row says whose it is by its client, or by the territory of its client.
        """
        scope = self.scope(permission)
        if scope == "all":
            return true()
        if scope is None:
            return false()
        reached: list[ColumnElement[bool]] = []
        if owner is not None:
            reached.append(owner == self.person_id)
        if scope == "team" and owner is not None and self.team_id is not None:
            team = select(access_person.c.id).where(access_person.c.team_id == self.team_id)
            reached.append(
                owner == any_(func.array(team.scalar_subquery()))
            )  # as an array an index serves it
        if scope == "territory" and territory is not None:
            reached.append(territory.in_(sorted(self.territories)))
        elif scope == "territory" and client is not None:
            clients = select(access_client.c.id).where(
                access_client.c.territory.in_(sorted(self.territories))
            )
            reached.append(client.in_(clients))
        return or_(false(), *reached)

    def reach(self, permission: str) -> tuple[Any, ...]:
        """Equal for those who reach the same documents by it."""
        scope = self.scope(permission)
        if scope == "all":
            return ("all",)
        if scope == "team" and self.team_id is not None:
            return ("team", self.team_id)
        if scope == "territory":
            return ("territory", self.person_id, *sorted(self.territories))
        return (scope, self.person_id)


def scope_condition(
    caller: Caller | None,
    permission: str,
    *,
    owner: ColumnElement[Any] | None,
    client: ColumnElement[Any] | None = None,
    territory: ColumnElement[Any] | None = None,
) -> ColumnElement[bool]:
    """The SQL condition that keeps what the caller reaches; nobody at the API (a reaction) reaches all."""
    if caller is None:
        return true()
    return access_of(caller).within(permission, owner=owner, client=client, territory=territory)


def access_of(caller: Caller | None) -> Access:
    """The caller as what they are: a person's access. Only where somebody asks at the API."""
    assert isinstance(caller, Access)
    return caller


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
