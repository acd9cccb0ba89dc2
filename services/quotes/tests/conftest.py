"""The service quotes on a stage, and what it needs to know to quote."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing import Stage, running
from contracts.values import ItemKind

sys.path.insert(0, str(Path(__file__).parent))

from company import Shop, client, price_list, product, register


@pytest.fixture(scope="session")
async def stage() -> AsyncIterator[Stage]:
    """The running service."""
    async with running("quotes") as stage:
        yield stage


@pytest.fixture(scope="session")
async def shop(stage: Stage) -> Shop:
    """A client, a device with a fitting option, a service, and prices for them."""
    seller = await stage.person("quotes.*", "prices.limits", scope="own")
    party, sensor = client(owner_id=seller.id), product("S-100")
    bracket = product("B-1", ItemKind.OPTION, (sensor.product_id,))
    training = product("T-1", ItemKind.SERVICE)
    terms = register()
    await stage.hear(party, sensor, bracket, training, price_list(sensor, bracket, training), *terms)
    ids = {each.name: each.payment_terms_id for each in terms}
    return Shop(party.party_id, sensor.product_id, bracket.product_id, training.product_id, seller, ids)
