"""Routes about machine clients; secrets are shown once and never kept, not even for a repeated request."""

from uuid import UUID

from chassis.http import Router
from chassis.work import Work
from identity import queries
from identity.commands import machines
from identity.reach import MANAGE
from identity.schemas import AddMachine, MachineSecret, MachineView, RenewSecret

router = Router(prefix="/api/identity/machines", tag="identity")


@router.query("", permission=MANAGE)
async def read_machines(work: Work) -> list[MachineView]:
    """All machine clients by name, those that were revoked last."""
    return await queries.machines(work)


@router.command("POST", "", permission=MANAGE, status=201, idempotent=False)
async def add_machine(work: Work, body: AddMachine) -> MachineSecret:
    """Add a program that signs in by itself; its secret is shown this once."""
    machine, secret = await machines.add_machine(work, body)
    return await queries.machine_with_secret(work, machine.id, secret)


@router.query("/{machine_id}", permission=MANAGE)
async def read_machine(work: Work, machine_id: UUID) -> MachineView:
    """One machine client: what it may do, and when its secrets were used."""
    return await queries.machine(work, machine_id)


@router.command("POST", "/{machine_id}/renew-secret", permission=MANAGE, idempotent=False)
async def renew_machine_secret(work: Work, machine_id: UUID, body: RenewSecret) -> MachineSecret:
    """Give it another secret, shown this once; the one before stays good for the overlap."""
    machine, secret = await machines.renew_secret(work, machine_id, body.overlap_seconds)
    return await queries.machine_with_secret(work, machine.id, secret)


@router.command("POST", "/{machine_id}/revoke", permission=MANAGE)
async def revoke_machine(work: Work, machine_id: UUID) -> MachineView:
    """Refuse the machine from now on; its running tokens end within seconds."""
    return await queries.machine(work, (await machines.revoke_machine(work, machine_id)).id)
