"""Sums by territory say what the facts do, wherever clients go and whenever they are sold to."""

import asyncio
from datetime import date
from random import Random
from typing import Any

import pytest
from random_deals import CLIENTS, PRODUCTS, Books, Telling
from sqlalchemy import update

from chassis.testing import Person, Stage
from chassis.work import Work
from contracts.crm import ClientRegistered, PartyRevised
from reporting import places
from reporting.models import parties

TERRITORIES = ("Sweden", "Italy", "France")
AS_OF_ANY_DAY = {"as_of": "2100-01-01"}  # a question that only the facts answer


async def rows(person: Person, **asked: str) -> Any:
    answer = await person.get("/api/reports/sales", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()["rows"]


def gone_to(client: ClientRegistered, territory: str) -> PartyRevised:
    """The client, in another territory."""
    return PartyRevised(**client.model_dump() | {"territory": territory})


async def told(stage: Stage, random: Random) -> None:
    """Deals, between and beside which clients go to other territories."""
    for number in range(24):
        deal = Telling(random, Books(), date(2026, 1 + number % 3, 1 + number))
        sold = stage.hear(*deal.events(), correlation_id=deal.deal.order_id)
        if random.random() < 0.5:
            await sold
            continue
        moved = stage.hear(gone_to(random.choice(CLIENTS), random.choice(TERRITORIES)))
        await asyncio.gather(sold, moved)


@pytest.fixture(scope="module")
async def moved(stage: Stage) -> Stage:
    """Orders that came before anybody knew their clients, and others while those went about."""
    random = Random(12)
    early = Telling(random, Books(), date(2026, 1, 5))
    await stage.hear(*early.ordered(), correlation_id=early.deal.order_id)
    await stage.hear(*PRODUCTS, *CLIENTS)
    await told(stage, random)
    return stage


@pytest.fixture(scope="module")
async def readers(moved: Stage) -> list[Person]:
    """People of each territory, of several, of none, and one who sold something there and elsewhere."""
    (seller,) = await moved.rows("SELECT owner_id FROM sales_sum LIMIT 1")
    bound = [[], ["Sweden"], ["Italy"], ["France"], ["Italy", "France"]]
    people = [await moved.person("reports.read", scope="territory", territories=each) for each in bound]
    own = await moved.person("reports.read", scope="territory", territories=["France"], id=seller["owner_id"])
    return [*people, own]


@pytest.mark.parametrize("by", ["product", "client", "seller", "region", "segment", "total"])
async def test_each_reads_the_sales_of_the_clients_that_a_territory_has_now(
    readers: list[Person], by: str
) -> None:
    found = 0
    for person in readers:
        asked = {"by": by, "period": "month"}
        summed = await rows(person, **asked)
        assert summed == await rows(person, **asked, **AS_OF_ANY_DAY)
        found += len(summed)
    assert found


async def test_nothing_is_left_where_nothing_was_ever_sold(moved: Stage) -> None:
    wrong = """
        SELECT * FROM sales_sum AS held WHERE dimension = 'client'
           AND territory <> (SELECT territory FROM party_copy WHERE id = held.key)
    """
    assert await moved.rows(wrong) == []


async def test_a_client_waits_with_going_until_its_sale_is_written(moved: Stage) -> None:
    client = CLIENTS[0].party_id
    database = moved.app.state.service.database
    there = asyncio.Event()

    async def sold(work: Work) -> None:
        await places.territories(work, {client})
        there.set()
        await asyncio.sleep(0.3)
        order.append("sold")

    async def went(work: Work) -> None:
        await there.wait()
        gone = update(parties).where(parties.c.id == client).values(territory="Spain")
        await work.execute(gone)
        await places.move(work, {client})
        order.append("went")

    order: list[str] = []
    await asyncio.gather(database.transact(sold), database.transact(went))
    assert order == ["sold", "went"]
