"""What administrators do with people. Each loads and locks, asks the model, publishes and saves."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select

from chassis.errors import Conflict, Refused
from chassis.language import N_, _, stated
from chassis.work import Work, add, load, save
from contracts.event import new_id
from contracts.identity import PersonSettingsChanged
from identity import sessions
from identity.models import ADMINISTRATOR, Person, person_table, team_table, territory_table
from identity.passwords import store
from identity.reach import (
    must_be_somebody_else,
    must_begin_within,
    must_give_place,
    must_give_role,
    must_reach,
)
from identity.schemas import ChangePerson, ChooseSettings, JoinPerson

T = TypeVar("T")


async def join_person(work: Work, asked: JoinPerson, hashed: str | None, *, machine: bool = False) -> Person:
    """Let somebody begin; their username must be free, team, territories and roles must exist."""
    id = new_id()
    person = Person(
        id=id,
        correlation_id=id,
        username=asked.username,
        name=asked.name,
        email=asked.email,
        phone=asked.phone,
        team_id=asked.team_id,
        territories=sorted(set(asked.territories)),
        roles=sorted(set(asked.roles)),
        machine=machine,
        language=asked.language,
        zone=asked.zone,
        created_at=await work.now(),
    )
    await _must_be_free(work, asked.username)
    await _must_exist(work, person.team_id, person.territories)
    must_begin_within(work, person)
    must_give_place(work, person.team_id, person.territories)
    for role in person.roles:
        await must_give_role(work, role)
    work.publish(person, person.join())
    work.send_state(person.state(), person.version)
    await add(work, person)
    if hashed is not None:
        await store(work, person.id, hashed)
    return person


async def change_person(work: Work, id: UUID, asked: ChangePerson) -> Person:
    """Change names, language, team or territories; one event for each kind of change."""
    person = await _reached(work, id)
    given = asked.model_dump(exclude_unset=True)
    username = given.get("username") or person.username or ""
    if username != person.username:
        await _must_be_free(work, username)
    renamed = person.rename(
        username,
        given.get("name") or person.name,
        _kept(given.get("email"), person.email),
        _kept(given.get("phone"), person.phone),
    )
    territories = _kept(given.get("territories"), person.territories)
    team_id = given.get("team_id", person.team_id)
    await _must_exist(work, team_id, territories)
    must_give_place(work, team_id, territories, person)
    moved = person.move(team_id, sorted(set(territories)))
    if moved is not None:
        must_be_somebody_else(work, person, N_("team or territories"))
    chosen = _chosen(person, asked)
    for event in (renamed, chosen, moved):
        if event is not None:
            work.publish(person, event)
    if renamed is not None or chosen is not None:
        work.send_state(person.state(), person.version)
    await save(work, person)
    return person


async def choose_own_settings(work: Work, id: UUID, asked: ChooseSettings) -> Person:
    """Another language or time zone for oneself; a choice that changes nothing is no event."""
    person = await load(work, Person, id)
    event = _chosen(person, asked)
    if event is not None:
        work.publish(person, event)
        work.send_state(person.state(), person.version)
        await save(work, person)
    return person


async def grant_role(work: Work, id: UUID, role: str) -> Person:
    """Give the person a role that the giver covers."""
    person = await _reached(work, id)
    must_be_somebody_else(work, person, N_("roles"))
    await must_give_role(work, role)
    work.publish(person, person.grant(role))
    await save(work, person)
    return person


async def revoke_role(work: Work, id: UUID, role: str) -> Person:
    """Take a role away; the last administrator keeps theirs."""
    person = await _reached(work, id)
    if role == ADMINISTRATOR and role in person.roles:
        await _must_not_be_last(work, person)
    must_be_somebody_else(work, person, N_("roles"))
    event = person.revoke(role)
    work.publish(person, event)
    await save(work, person)
    return person


async def leave(work: Work, id: UUID) -> Person:
    """The person stops working here and all their sign-ins end."""
    person = await _reached(work, id)
    if ADMINISTRATOR in person.roles:
        await _must_not_be_last(work, person)
    work.publish(person, person.leave())
    await sessions.end_all(work, person)
    await save(work, person)
    return person


async def erase(work: Work, id: UUID) -> Person:
    """Forget names and credentials of somebody who left; a tombstone erases them elsewhere."""
    person = await _reached(work, id)
    event = person.erase()
    work.publish(person, event)
    work.send_state(person.state(), person.version, erased=True)
    await save(work, person)
    await sessions.forget(work, person.id)
    return person


async def set_password(work: Work, id: UUID, hashed: str) -> Person:
    """Give the person another password; all their sign-ins end."""
    person = await _reached(work, id)
    must_be_somebody_else(work, person, N_("password without the present one"))
    return await _password_set(work, person, hashed)


async def change_own_password(work: Work, id: UUID, hashed: str) -> Person:
    """Another password for who has just proven the present one; all their sign-ins end."""
    return await _password_set(work, await load(work, Person, id), hashed)


async def _password_set(work: Work, person: Person, hashed: str) -> Person:
    if not person.active:
        raise Conflict(_("The person has left."), slug="person-left")
    if person.machine:
        raise Conflict(_("A machine has secrets, no password. Renew its secret instead."), slug="machine")
    await store(work, person.id, hashed)
    await sessions.end_all(work, person)
    await save(work, person)
    return person


async def sign_out_person(work: Work, id: UUID) -> int:
    """End all sign-ins of somebody within reach; how many there were."""
    return await _signed_out(work, await _reached(work, id))


async def sign_out_everywhere(work: Work, id: UUID) -> int:
    """End all one's own sign-ins; how many there were."""
    return await _signed_out(work, await load(work, Person, id))


async def _signed_out(work: Work, person: Person) -> int:
    ended = await sessions.end_all(work, person)
    await save(work, person)
    return ended


async def _reached(work: Work, id: UUID) -> Person:
    person = await load(work, Person, id)
    await must_reach(work, person)
    return person


def _chosen(person: Person, asked: ChangePerson | ChooseSettings) -> PersonSettingsChanged | None:
    given = asked.model_dump(exclude_unset=True)
    return person.choose(given.get("language", person.language), given.get("zone", person.zone))


def _kept(given: T | None, held: T) -> T:
    return held if given is None else given


async def _must_be_free(work: Work, username: str) -> None:
    if (await work.execute(select(1).where(person_table.c.username == username))).first():
        raise Conflict(_("The username %(username)s is taken.", username=username), slug="username-taken")


async def _must_exist(work: Work, team_id: UUID | None, territories: Sequence[str]) -> None:
    team = select(1).where(team_table.c.id == team_id)
    if team_id is not None and not (await work.execute(team)).first():
        raise Refused(_("There is no %(what)s %(id)s.", what=stated("team"), id=team_id), slug="no-such-team")
    if territories:
        known = await work.execute(
            select(territory_table.c.name).where(territory_table.c.name.in_(territories))
        )
        missing = set(territories) - set(known.scalars())
        if missing:
            raise Refused(
                _("There is no territory %(names)s. Open it first.", names=", ".join(sorted(missing))),
                slug="no-such-territory",
            )


async def _must_not_be_last(work: Work, person: Person) -> None:
    administrators = (
        select(person_table.c.id)
        .where(person_table.c.active, person_table.c.roles.any(ADMINISTRATOR))
        .order_by(person_table.c.id)
        .with_for_update()
    )
    if set((await work.execute(administrators)).scalars()) <= {person.id}:
        raise Conflict(
            _("This is the last administrator. Make somebody else administrator first."),
            slug="last-administrator",
        )
