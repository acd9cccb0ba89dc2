"""Fills the access data: people, roles and clients' territories, from what identity and crm say.

A person's events change one row, so they are folded together in their order, whatever a batch mixes.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select, text
from sqlalchemy.dialects.postgresql import insert

from chassis.inbound import Projections, Received
from chassis.work import Work
from contracts.crm import ClientRegistered, DistributorRegistered, PartyFacts, PartyRevised
from contracts.event import Message
from contracts.identity import (
    PersonJoined,
    PersonLeft,
    PersonMoved,
    PersonState,
    RoleDefined,
    RoleGranted,
    RoleRevoked,
    SessionRevoked,
)
from kernel.access.tables import access_client, access_person, access_revoked_session, access_role, metadata

FACTS = ("version", "active", "team_id", "territories", "roles")
NAMES = ("name_version", "name")
PRUNE = text("DELETE FROM access_revoked_session WHERE revoked_at < now() - interval '30 days'")


@dataclass(kw_only=True)
class Person:
    """A row of access_person while events are folded into it."""

    id: UUID
    version: int = 0
    active: bool = False
    team_id: UUID | None = None
    territories: Sequence[str] = ()
    roles: Sequence[str] = ()
    name: str = ""
    name_version: int = 0

    def apply(self, sequence: int, event: Message | None) -> None:
        """Take over one fact unless it is already in."""
        if event is None or isinstance(event, PersonState):
            self._call(sequence, event)
        elif sequence > self.version:
            self.version = sequence
            self._change(event)

    def _call(self, sequence: int, state: PersonState | None) -> None:
        # a tombstone carries the sequence of the erasure, or none when an operator wrote it
        if state is None or sequence >= self.name_version:
            self.name = "" if state is None else state.name
            self.name_version = max(sequence, self.name_version)

    def _change(self, event: Message) -> None:
        match event:
            case PersonJoined():
                self.active, self.roles = True, event.roles
                self.team_id, self.territories = event.team_id, event.territories
            case PersonMoved():
                self.team_id, self.territories = event.team_id, event.territories
            case RoleGranted():
                self.roles = sorted({*self.roles, event.role})
            case RoleRevoked():
                self.roles = [role for role in self.roles if role != event.role]
            case PersonLeft():
                self.active = False

    def row(self) -> dict[str, Any]:
        """Column values."""
        return asdict(self) | {"territories": list(self.territories), "roles": list(self.roles)}


async def fold_people(work: Work, batch: Sequence[Received[Any]]) -> None:
    """Bring the rows of the batch's people up to date, and note the sessions that were ended."""
    people = {row.id: row for row in await _known(work, {received.aggregate_id for received in batch})}
    before = {id: person.row() for id, person in people.items()}
    ended: dict[UUID, datetime] = {}
    for received in batch:
        person = people.setdefault(received.aggregate_id, Person(id=received.aggregate_id))
        person.apply(received.sequence, received.event)
        if isinstance(received.event, SessionRevoked):
            ended[received.event.session_id] = received.time
    changed = [person.row() for id, person in sorted(people.items()) if before.get(id) != person.row()]
    # facts and names come on two topics, perhaps through two processes: each writes its own columns
    await _replace(work, access_person, changed, FACTS)
    await _replace(work, access_person, changed, NAMES)
    if ended:
        rows = [{"session_id": id, "revoked_at": time} for id, time in sorted(ended.items())]
        await work.execute(insert(access_revoked_session).on_conflict_do_nothing(), rows)


async def _known(work: Work, ids: Iterable[UUID]) -> list[Person]:
    table = access_person
    statement = select(table).where(table.c.id.in_(sorted(ids))).order_by(table.c.id).with_for_update()
    return [Person(**row) for row in (await work.execute(statement)).mappings()]


async def _replace(work: Work, table: Table, rows: list[dict[str, Any]], columns: Sequence[str]) -> None:
    """Insert rows, or change these columns of the present ones that are not newer by the first column."""
    if not rows:
        return
    given = insert(table)
    await work.execute(
        given.on_conflict_do_update(
            index_elements=list(table.primary_key),
            set_={name: given.excluded[name] for name in columns},
            where=given.excluded[columns[0]] >= table.c[columns[0]],
        ),
        rows,
    )


async def define_roles(work: Work, batch: Sequence[Received[RoleDefined]]) -> None:
    """Keep each role's latest definition."""
    latest = {
        received.event.name: {
            "name": received.event.name,
            "version": received.sequence,
            "scope": str(received.event.scope),
            "permissions": list(received.event.permissions),
        }
        for received in batch
    }
    await _replace(work, access_role, list(latest.values()), ("version", "scope", "permissions"))


async def place_clients(work: Work, batch: Sequence[Received[PartyFacts]]) -> None:
    """Keep each client's territory."""
    latest = {
        received.aggregate_id: {
            "id": received.aggregate_id,
            "version": received.sequence,
            "territory": received.event.territory,
        }
        for received in batch
    }
    rows = [latest[id] for id in sorted(latest)]
    await _replace(work, access_client, rows, ("version", "territory"))


def access_projections(changed: Callable[[], None]) -> Projections:
    """The projections that every service runs; ``changed`` is called when what they keep has changed."""
    project = Projections(*metadata.tables)

    @project.on(PersonJoined, PersonMoved, RoleGranted, RoleRevoked, PersonLeft, SessionRevoked)
    @project.on_state(PersonState)
    async def people(work: Work, batch: Sequence[Received[Any]]) -> None:
        await fold_people(work, batch)
        work.afterwards.append(changed)

    @project.on(RoleDefined)
    async def roles(work: Work, batch: Sequence[Received[Any]]) -> None:
        await define_roles(work, batch)
        work.afterwards.append(changed)

    @project.on(ClientRegistered, DistributorRegistered, PartyRevised)
    async def clients(work: Work, batch: Sequence[Received[Any]]) -> None:
        await place_clients(work, batch)

    return project


def on_changed_access(call: Callable[[], None]) -> Projections:
    """Projections that remember nothing: they call once what people may do has changed."""
    project = Projections()

    @project.on(PersonLeft, PersonMoved, RoleDefined, RoleGranted, RoleRevoked, SessionRevoked)
    async def changed(work: Work, _batch: Sequence[Received[Any]]) -> None:
        work.afterwards.append(call)

    return project


async def prune_sessions(work: Work) -> int:
    """Forget sessions that ended 30 days ago: no token of theirs is valid any more."""
    return (await work.execute(PRUNE)).rowcount
