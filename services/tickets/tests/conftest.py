"""The service tickets on a stage, with people of several departments and an order to ask about."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing import Stage, running
from contracts.event import new_id
from contracts.identity import TeamFormed

sys.path.insert(0, str(Path(__file__).parent))

from desk import OTHERS, SALES, Desk, client, order


@pytest.fixture(scope="session")
async def stage() -> AsyncIterator[Stage]:
    """The running service."""
    async with running("tickets", most_answers=5) as stage:
        yield stage


@pytest.fixture(scope="session")
async def desk(stage: Stage) -> Desk:
    """Two who sell, one who makes, one who buys; a client and its order."""
    makers = TeamFormed(team_id=new_id(), name="Assembly", department="Production")
    buyers = TeamFormed(team_id=new_id(), name="Buying", department=" purchasing")
    seller = await stage.person(*SALES, scope="own")
    party, deal = client(seller.id), new_id()
    sold = order("SO-2026-000007", party, seller.id, "PO-4711")
    await stage.hear(makers, buyers, party)
    await stage.hear(sold, correlation_id=deal)
    return Desk(
        seller=seller,
        colleague=await stage.person(*SALES, scope="own"),
        maker=await stage.person(*OTHERS, team_id=makers.team_id),
        buyer=await stage.person(*OTHERS, team_id=buyers.team_id),
        client=party,
        order=sold,
        deal=deal,
    )
