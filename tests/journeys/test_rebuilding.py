"""The copies and reports of every service are filled again from the log, beside it, as they were."""

import asyncio

import pytest
from stack import Company

from chassis.inbound import digest
from chassis.testing import until
from chassis.work import Database, Work
from saleswire.commands.replay import projected, rebuilt
from saleswire.places import SERVICES, WITHOUT_DATABASE
from saleswire.serve import told_by
from saleswire.stack import Stack
from saleswire.subscriptions import service_behind

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
OF_TRANSACTIONS = "bell"  # holds in which transaction it was written, which is another one then


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in WITHOUT_DATABASE])
async def test_a_service_is_rebuilt_from_the_log_as_it_was(
    told_demo: tuple[Company, str, int], name: str
) -> None:
    company = told_demo[0]
    with told_by(Stack(company.place, company.infra).told(name)):
        before = await _settled(name)
        said = await rebuilt(name)
        assert said.startswith((f"{name}: read", f"{name} keeps no copies"))
        assert await _digests(name) == before


async def _settled(name: str) -> dict[str, str]:
    """What the service holds, once nothing is on its way to it any more."""
    held = [await _digests(name)]

    async def still() -> bool:
        await asyncio.sleep(0.5)
        held.append(await _digests(name))
        return held[-1] == held[-2]

    await until(still)
    return held[-1]


async def _digests(name: str) -> dict[str, str]:
    """Each table that the service's projections write, in brief."""
    service = service_behind(name)
    database = Database(service.settings, pool_size=1, application="digest")
    tables = [table for table in projected(name, service.project) if table != OF_TRANSACTIONS]

    async def read(work: Work) -> dict[str, str]:
        return {table: await digest(work, table) for table in tables}

    try:
        return await database.run(read)
    finally:
        await database.stop()
        await service.database.stop()
        await service.background.stop()
