"""Reporting rebuilt from the first event, three times on the quiet stack: equal digests of all its tables."""

import hashlib

from chassis.inbound import digest
from chassis.work import Database, Work
from saleswire.commands.replay import projected, rebuilt
from saleswire.serve import told_by
from saleswire.stack import Stack
from saleswire.subscriptions import service_behind
from tests.faults.stand import Stand

SERVICE, TIMES = "reporting", 3
TOLD = "standstill"  # a replay parks a forged record anew and says so: that is a new fact


async def digests(stand: Stand) -> list[str]:
    """The digest of the live tables, then of what each replay put in their place."""
    with told_by(Stack(stand.place, stand.infra).told(SERVICE)):
        found = [await digest_of_all()]
        for _ in range(TIMES):
            print(await rebuilt(SERVICE), flush=True)
            found.append(await digest_of_all())
    return found


async def digest_of_all() -> str:
    """One digest over every table that reporting's projections write."""
    service = service_behind(SERVICE)
    database = Database(service.settings, pool_size=1, application="digest")
    tables = [table for table in projected(SERVICE, service.project) if table != TOLD]

    async def read(work: Work) -> list[str]:
        return [f"{table} {await digest(work, table)}" for table in tables]

    try:
        return hashlib.sha256("\n".join(await database.run(read)).encode()).hexdigest()
    finally:
        await database.stop()
        await service.database.stop()
        await service.background.stop()
