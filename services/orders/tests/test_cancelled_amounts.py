"""What a cancellation takes of an order's amounts, and what stands: in the order, its list and its sums."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from order_samples import Shop, granted

from chassis.testing import Stage, before

COLUMNS = {"cols": "number,net,gross,cancelled_net,cancelled_gross"}


async def released(stage: Stage, shop: Shop) -> dict[str, Any]:
    """An order of three, net 300, with its credit, released."""
    order = await shop.do(await shop.drafted(), "place")
    await stage.hear(granted(UUID(order["id"])))
    return await shop.do(await shop.read(order), "release")


async def listed(shop: Shop, order: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """Amounts of the order in the list, and of the list's sums."""
    only = {"number": order["number"]}
    [row] = (await shop.seller.get("/api/orders", params=only | COLUMNS)).json()["items"]
    sums = (await shop.seller.get("/api/orders/totals", params=only)).json()["sums"]
    names = ("net", "gross", "cancelled_net", "cancelled_gross")
    return {name: row[name]["amount"] for name in names}, {name: sums[name][0]["amount"] for name in names}


@pytest.mark.feature("PH-SL-12")
async def test_lists_add_up_what_stands_of_a_part_cancelled_order(stage: Stage, shop: Shop) -> None:
    order = await released(stage, shop)
    await stage.hear(shop.left(order, "1", on=date(2026, 3, 5)))
    whole = order["totals"]["gross"]
    order = await shop.do(await shop.read(order), "cancel", {"reason": "The rest is not wanted."})
    row, sums = await listed(shop, order)
    assert row == sums
    assert (row["net"], row["cancelled_net"]) == ("100.00", "200.00")
    assert float(row["gross"]) + float(row["cancelled_gross"]) == float(whole)
    assert (order["gross"], order["cancelled_gross"]) == (row["gross"], row["cancelled_gross"])
    assert order["totals"]["gross"] == whole  # what was ordered stays readable


async def test_nothing_stands_of_an_order_that_was_cancelled_whole(stage: Stage, shop: Shop) -> None:
    order = await shop.do(await released(stage, shop), "cancel", {"reason": "Not wanted."})
    row, sums = await listed(shop, order)
    assert row == sums
    assert (row["net"], row["gross"], row["cancelled_net"]) == ("0.00", "0.00", "300.00")


async def test_a_shipment_that_crossed_the_cancellation_stands(stage: Stage, shop: Shop) -> None:
    order = await released(stage, shop)
    dispatched = shop.left(order, "2", on=date(2026, 3, 5))
    order = await shop.do(order, "cancel", {"reason": "Not wanted."})
    await stage.hear(dispatched)
    row, _ = await listed(shop, await shop.read(order))
    assert (row["net"], row["cancelled_net"]) == ("200.00", "100.00")


async def test_orders_that_were_cancelled_before_have_what_was_delivered_of_them() -> None:
    async with before("orders", "0020") as old:
        names = ("placed_on", "released_on", "initial_ship_date", "actual_ship_date")
        days = dict.fromkeys(names, date(2026, 3, 5))
        kind = days | {"status": "shipped", "credit": "granted", "net": 300, "gross": 375, "charged": 125}
        cancelled = {"cancelled_on": date(2026, 3, 6), "cancel_reason": "Not wanted."}
        await old.add("sales_order", number="SO-1", **kind | cancelled)
        await old.add("sales_order", number="SO-2", **kind)
        whole = kind | cancelled | {"status": "cancelled", "charged": 0}
        await old.add("sales_order", number="SO-3", **whole)
        (id,) = await old.column("SELECT id FROM sales_order WHERE number = 'SO-1'")
        await old.add("order_shipment", order_id=id, number="SH-1", totals='{"net": "100.00"}')
        await old.go_on()
        told = "concat_ws(' ', number, net, gross, cancelled_net, cancelled_gross)"
        assert await old.column(f"SELECT {told} FROM sales_order ORDER BY number") == [
            "SO-1 100.00 125 200.00 250",
            "SO-2 300 375 0 0",
            "SO-3 0 0 300 375",
        ]
