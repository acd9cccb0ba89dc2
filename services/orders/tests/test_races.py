"""Two at once: one wins, and the ledger holds in the database too."""

import asyncio
from uuid import UUID

import asyncpg
import pytest
from order_samples import Shop, issued

from chassis.testing import Stage
from contracts.orders import OrderReadyToInvoice

LEDGER = """
    SELECT count(*) AS broken FROM order_line
     WHERE invoiced < 0 OR invoiced > shipped OR shipped > released OR released > ordered - cancelled
"""


async def test_cancel_and_ship_at_once_leave_a_true_ledger(stage: Stage, shop: Shop) -> None:
    for _ in range(5):
        order = await shop.released()
        cancelling = shop.seller.post(
            f"/api/orders/{order['id']}/cancel", {"reason": "race"}, version=order["version"]
        )
        answer, _ = await asyncio.gather(cancelling, stage.hear(shop.left(order, "3")))
        ended = await shop.read(order)
        assert answer.status_code in (200, 409, 412)
        assert (ended["status"], ended["lines"][0]["shipped"]) == ("shipped", "3")
        assert (ended["cancelled_on"] is not None) == (answer.status_code == 200)
    assert (await stage.rows(LEDGER))[0]["broken"] == 0


async def test_cancel_and_invoice_at_once_leave_a_true_ledger(stage: Stage, shop: Shop) -> None:
    order = await shop.released()
    await stage.hear(shop.left(order, "1"))
    order = await shop.read(order)
    bill = issued((await stage.said(OrderReadyToInvoice, order_id=UUID(order["id"])))[0])
    cancelling = shop.seller.post(
        f"/api/orders/{order['id']}/cancel", {"reason": "race"}, version=order["version"]
    )
    answer, _ = await asyncio.gather(cancelling, stage.hear(bill))
    ended = await shop.read(order)
    assert ended["status"] == ("invoiced" if answer.status_code == 200 else "partially_shipped")
    assert (await stage.rows(LEDGER))[0]["broken"] == 0


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
