"""Machine clients: made with permissions of their own, given another secret, revoked."""

from uuid import UUID

from sqlalchemy import delete

from chassis.errors import Conflict, NotFound
from chassis.language import N_, _
from chassis.work import Work, load, save
from identity import machines, sessions
from identity.commands.people import join_person
from identity.commands.structure import define_role
from identity.models import Person
from identity.reach import must_reach, must_reach_all
from identity.schemas import AddMachine, DefineRole, JoinPerson
from identity.tables import machine_secret


async def add_machine(work: Work, asked: AddMachine) -> tuple[Person, str]:
    """A machine with a role of its own, within what its maker holds; and its first secret."""
    must_reach_all(work, N_("Machines"))
    role = f"machine-{asked.client_id}"
    await define_role(work, DefineRole(name=role, scope=asked.scope, permissions=asked.permissions))
    joining = JoinPerson(username=asked.client_id, name=asked.name, roles=[role])
    machine = await join_person(work, joining, None, machine=True)
    return machine, await machines.give_secret(work, machine.id)


async def renew_secret(work: Work, id: UUID, overlap_seconds: int) -> tuple[Person, str]:
    """Another secret; those before stay good for the overlap."""
    machine = await _machine(work, id)
    if not machine.active:
        raise Conflict(_("This machine was revoked. Add a new one."), slug="machine-revoked")
    return machine, await machines.give_secret(work, id, overlap_seconds)


async def revoke_machine(work: Work, id: UUID) -> Person:
    """The machine is refused from now on, its running tokens within seconds."""
    machine = await _machine(work, id)
    work.publish(machine, machine.leave())
    await sessions.end_all(work, machine)
    await work.execute(delete(machine_secret).where(machine_secret.c.person_id == id))
    await save(work, machine)
    return machine


async def _machine(work: Work, id: UUID) -> Person:
    must_reach_all(work, N_("Machines"))
    found = await load(work, Person, id)
    if not found.machine:
        raise NotFound(_("There is no machine %(id)s.", id=id))
    await must_reach(work, found)
    return found
