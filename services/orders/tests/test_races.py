"""Two or three at once on one order: they take turns, and the ledger holds in the database too."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest
from order_samples import DAY, Shop, accepted, dispatched, granted, issued, item, performed

from chassis.errors import Conflict
from chassis.testing import Stage, until
from chassis.work import Work
from contracts.billing import InvoiceIssued
from contracts.fulfillment import ServicePerformed, ShipmentDispatched
from contracts.orders import OrderReadyToInvoice
from orders import commands
from orders.schemas import CancelOrder, OnDay, PlaceOrder

Step = Callable[[Work], Awaitable[object]]
BROKEN = """
    SELECT count(*) AS lines FROM order_line
     WHERE invoiced < 0 OR invoiced > shipped OR shipped > released OR released > ordered - cancelled
"""
WAITING = """
    SELECT count(*) AS sessions FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@dataclass
class PartShipped:
    """An order of three, of which one left and is not invoiced yet."""

    id: UUID
    rest: ShipmentDispatched
    work: ServicePerformed
    bill: InvoiceIssued

    def step(self, name: str) -> Step:
        """Cancel what is open, ship or perform it, or invoice what left."""
        steps: dict[str, Step] = {
            "cancel": lambda work: commands.cancel_order(work, self.id, CancelOrder(on=DAY, reason="race")),
            "ship": lambda work: commands.record_shipment(work, self.rest),
            "perform": lambda work: commands.record_performance(work, self.work),
            "invoice": lambda work: commands.record_invoice(work, self.bill),
        }
        return steps[name]


async def part_shipped(stage: Stage) -> PartShipped:
    quote = accepted(item(1, "3"), freight="10")
    run = stage.service.database.run
    await run(commands.draft_from_quote, quote)
    id = (await stage.rows("SELECT id FROM sales_order WHERE quote_id = $1", quote.quote_id))[0]["id"]
    await run(commands.place_order, id, PlaceOrder(on=DAY))
    await run(commands.clear_order, granted(id))
    await run(commands.release_order, id, OnDay(on=DAY))
    await run(commands.record_shipment, dispatched(id, (quote.lines[0], "1")))
    ready = (await stage.said(OrderReadyToInvoice, order_id=id))[0]
    rest, work = dispatched(id, (quote.lines[0], "2")), performed(id, quote.lines[0], "2")
    return PartShipped(id, rest, work, issued(ready))


async def attempt(stage: Stage, step: Step) -> bool:
    """Whether the step was taken; False when the order's state refused it."""
    try:
        await stage.service.database.transact(step)
    except Conflict:
        return False
    return True


async def take_turns(stage: Stage, first: Step, second: Step) -> tuple[bool, bool]:
    """Start the second while the first holds the order; PostgreSQL has to make it wait."""
    holding, go_on = asyncio.Event(), asyncio.Event()

    async def held(work: Work) -> None:
        await first(work)
        holding.set()
        await go_on.wait()

    async def somebody_waits() -> bool:
        return bool((await stage.rows(WAITING))[0]["sessions"])

    leading = asyncio.create_task(attempt(stage, held))
    await holding.wait()
    following = asyncio.create_task(attempt(stage, second))
    await until(somebody_waits)
    go_on.set()
    return await leading, await following


async def ledger(stage: Stage, id: UUID) -> tuple[str, Decimal, Decimal, Decimal, date | None]:
    row = (
        await stage.rows(
            "SELECT status, cancelled, shipped, invoiced, cancelled_on FROM sales_order o "
            "JOIN order_line l ON l.order_id = o.id WHERE o.id = $1",
            id,
        )
    )[0]
    return row["status"], row["cancelled"], row["shipped"], row["invoiced"], row["cancelled_on"]


@pytest.mark.parametrize(
    ("first", "second", "taken", "ending"),
    [
        ("cancel", "ship", (True, True), ("shipped", 0, 3, 0, DAY)),
        ("ship", "cancel", (True, False), ("shipped", 0, 3, 0, None)),
        ("cancel", "invoice", (True, True), ("invoiced", 2, 1, 1, DAY)),
        ("invoice", "cancel", (True, True), ("invoiced", 2, 1, 1, DAY)),
        ("ship", "invoice", (True, True), ("shipped", 0, 3, 1, None)),
        ("invoice", "ship", (True, True), ("shipped", 0, 3, 1, None)),
        ("cancel", "perform", (True, True), ("shipped", 0, 3, 0, DAY)),
        ("perform", "cancel", (True, False), ("shipped", 0, 3, 0, None)),
        ("perform", "ship", (True, False), ("shipped", 0, 3, 0, None)),
        ("invoice", "perform", (True, True), ("shipped", 0, 3, 1, None)),
        ("cancel", "cancel", (True, False), ("shipped", 2, 1, 0, DAY)),
    ],
)
async def test_the_second_waits_and_sees_what_the_first_did(
    stage: Stage, first: str, second: str, taken: tuple[bool, bool], ending: tuple[object, ...]
) -> None:
    order = await part_shipped(stage)
    assert await take_turns(stage, order.step(first), order.step(second)) == taken
    assert await ledger(stage, order.id) == ending


async def test_three_at_once_end_the_same_whoever_is_first(stage: Stage) -> None:
    for _ in range(10):
        order = await part_shipped(stage)
        names = ["cancel", "ship", "invoice"]
        random.shuffle(names)
        done = await asyncio.gather(*(attempt(stage, order.step(name)) for name in names))
        taken = dict(zip(names, done, strict=True))
        cancelled_on = DAY if taken["cancel"] else None
        assert (taken["ship"], taken["invoice"]) == (True, True)
        assert await ledger(stage, order.id) == ("shipped", 0, 3, 1, cancelled_on)
        ready = await stage.said(OrderReadyToInvoice, 2, order_id=order.id)
        assert sum(trigger.totals.freight for trigger in ready) == 10
    assert (await stage.rows(BROKEN))[0]["lines"] == 0


@pytest.mark.parametrize("change", ["shipped = 4", "invoiced = 1", "cancelled = 1", "released = 4"])
async def test_the_database_refuses_a_broken_ledger(stage: Stage, shop: Shop, change: str) -> None:
    order = await shop.released()
    with pytest.raises(asyncpg.CheckViolationError):
        await stage.execute(f"UPDATE order_line SET {change} WHERE order_id = $1", UUID(order["id"]))


async def test_the_database_keeps_the_initial_ship_date(stage: Stage, shop: Shop) -> None:
    order = await shop.released()
    with pytest.raises(asyncpg.CheckViolationError, match="never changes"):
        await stage.execute(
            "UPDATE sales_order SET initial_ship_date = '2030-01-01' WHERE id = $1", UUID(order["id"])
        )
