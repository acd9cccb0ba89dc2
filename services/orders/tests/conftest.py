"""The service orders on a stage, and what it needs to know to take orders."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing import Stage, running
from contracts.values import ItemKind

sys.path.insert(0, str(Path(__file__).parent))

from order_samples import Shop, client, price_list, product, register


@pytest.fixture(scope="session")
async def stage() -> AsyncIterator[Stage]:
    """The running service."""
    async with running("orders", draft_wait_seconds=0.5) as stage:
        yield stage


@pytest.fixture(scope="session")
async def shop(stage: Stage) -> Shop:
    """A client, a device with a fitting option, prices for them, and a seller."""
    seller = await stage.person("orders.*", "prices.limits", scope="own")
    party, pump = client(owner_id=seller.id), product("P-100")
    bracket = product("B-1", ItemKind.OPTION, (pump.product_id,))
    terms = register()
    await stage.hear(party, pump, bracket, price_list(pump, bracket), *terms)
    ids = {each.name: each.payment_terms_id for each in terms}
    return Shop(stage, seller, party.party_id, pump.product_id, bracket.product_id, ids)
