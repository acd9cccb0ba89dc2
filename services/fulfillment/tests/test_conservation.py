"""However many want the same units at the same time, none is promised twice and none gets lost."""

import asyncio
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from warehouse import Warehouse, cancelled, ledger, line, product, released

from chassis.errors import Problem
from chassis.work import Database
from contracts.catalog import ProductPublished
from contracts.orders import OrderReleased
from contracts.values import ItemKind, Supply
from fulfillment.commands.cancel import cancel_order
from fulfillment.commands.delivery import dispatch
from fulfillment.commands.performing import perform_service
from fulfillment.commands.release import release_order
from fulfillment.commands.stock import receive_stock
from fulfillment.commands.supply import complete_job_order
from fulfillment.schemas import CompleteJobOrder, Dispatch, PerformService, ReceiveStock


async def test_400_parallel_releases_of_100_units_are_granted_exactly_100(warehouse: Warehouse) -> None:
    wanted = await warehouse.product(stock=100)
    database = Database(warehouse.stage.settings, pool_size=16)
    gate = asyncio.Semaphore(16)

    async def release() -> OrderReleased:
        order = released(line(wanted, 1))
        async with gate:
            await database.run(release_order, order)
        return order

    await asyncio.gather(*(release() for _ in range(400)))
    assert await warehouse.stock(wanted) == (100, 100, 300)
    rows = await warehouse.stage.rows(
        "SELECT o.status, count(*) AS orders FROM delivery_order o JOIN delivery_line l "
        "ON l.delivery_order_id = o.id WHERE l.product_id = $1 GROUP BY 1",
        wanted.product_id,
    )
    assert {row["status"]: row["orders"] for row in rows} == {"ready": 100, "waiting": 300}
    await warehouse.receive(wanted, 30)
    served = await warehouse.stage.rows(
        "SELECT max(arrival) FILTER (WHERE reserved = 1) AS last_served, min(arrival) FILTER "
        "(WHERE waiting = 1) AS first_waiting, count(*) FILTER (WHERE reserved = 1) AS served "
        "FROM delivery_line WHERE product_id = $1 AND line_id NOT IN ("
        "  SELECT line_id FROM reservation WHERE product_id = $1 ORDER BY id LIMIT 100)",
        wanted.product_id,
    )
    assert served[0]["served"] == 30
    assert served[0]["last_served"] < served[0]["first_waiting"]
    await ledger(warehouse.stage, [wanted.product_id])
    await database.stop()


async def test_a_first_receipt_and_a_first_release_at_once_do_not_miss_each_other(
    warehouse: Warehouse,
) -> None:
    for _ in range(10):
        fresh = await warehouse.product()
        order = released(line(fresh, 1))
        await asyncio.gather(
            warehouse.receive(fresh, 1), warehouse.stage.service.background.run(release_order, order)
        )
        assert await warehouse.stock(fresh) == (1, 1, 0)


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_happens_at_once_units_are_conserved(warehouse: Warehouse, seed: int) -> None:
    chance = Random(seed)
    products = [
        await warehouse.product(supply=chance.choice(list(Supply)[:3]), stock=chance.randint(0, 4))
        for _ in range(3)
    ] + [product(kind=ItemKind.SERVICE)]
    database = Database(warehouse.stage.settings, pool_size=8)
    play = Play(warehouse, database, products, chance)
    for _ in range(12):
        await asyncio.gather(*(play.step() for _ in range(6)))
        await ledger(warehouse.stage, [each.product_id for each in products])
    await database.stop()
    for row in await warehouse.stage.rows(PERFORMED):
        assert row["performed"] == row["recorded"], row
    counted = await warehouse.stage.rows(
        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    )
    assert counted == [{"deadlocks": 0}]


PERFORMED = """
SELECT s.id, s.performed, coalesce(sum(p.quantity), 0) AS recorded
  FROM service_order s LEFT JOIN service_performance p ON p.service_order_id = s.id GROUP BY s.id
"""


class Play:
    """Random steps of a warehouse's life, on its commands."""

    def __init__(
        self, warehouse: Warehouse, database: Database, products: list[ProductPublished], chance: Random
    ) -> None:
        self.warehouse, self.database, self.products, self.chance = warehouse, database, products, chance
        self.orders: list[OrderReleased] = []

    async def step(self) -> None:
        """Do one thing; what a rule refuses is not done."""
        steps = [self.release, self.release, self.receive, self.ship, self.cancel, self.make, self.perform]
        with suppress(Problem):
            await self.chance.choice(steps)()

    async def release(self) -> None:
        chosen = self.chance.sample(self.products, self.chance.randint(1, 4))
        order = released(*(line(each, self.chance.randint(1, 5), n) for n, each in enumerate(chosen, 1)))
        await self.database.run(release_order, order)
        self.orders.append(order)

    async def receive(self) -> None:
        units = ReceiveStock(quantity=Decimal(self.chance.randint(1, 8)))
        await self.database.run(receive_stock, self.chance.choice(self.products).product_id, units)

    async def ship(self) -> None:
        found = await self._any("SELECT id FROM delivery_order WHERE order_id = ANY ($1) ORDER BY id")
        if found is not None:
            part = await self.warehouse.stage.rows(
                "SELECT line_id FROM delivery_line WHERE delivery_order_id = $1 AND reserved >= 1", found
            )
            lines: Any = [{"line_id": row["line_id"], "quantity": 1} for row in part] or None
            body = Dispatch(lines=self.chance.choice([lines, None]))
            await self.database.run(dispatch, found, body)

    async def cancel(self) -> None:
        if self.orders:
            await self.database.run(cancel_order, cancelled(self.chance.choice(self.orders)).order_id)

    async def make(self) -> None:
        found = await self._any(
            "SELECT id FROM job_order WHERE order_id = ANY ($1) AND status = 'open' ORDER BY id"
        )
        if found is not None:
            await self.database.run(complete_job_order, found, CompleteJobOrder())

    async def perform(self) -> None:
        found = await self._any("SELECT id FROM service_order WHERE order_id = ANY ($1) ORDER BY id")
        if found is not None:
            part = PerformService(quantity=self.chance.choice([Decimal(1), None]))
            await self.database.run(perform_service, found, part)

    async def _any(self, query: str) -> Any:
        rows = await self.warehouse.stage.rows(query, [order.order_id for order in self.orders])
        return self.chance.choice(rows)["id"] if rows else None
