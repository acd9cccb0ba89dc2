"""Everything that orders says, by real commands, and that it looks as the golden examples promise."""

from uuid import UUID

from order_samples import Shop, accepted, granted, issued, item, paid, performed, refused

import contracts.orders
from chassis.testing import Stage, unlike_their_examples
from contracts.orders import OrderReadyToInvoice
from contracts.values import ItemKind


async def test_every_event_of_orders_is_said_and_looks_like_its_example(stage: Stage, shop: Shop) -> None:
    calibration = item(2, kind=ItemKind.SERVICE)
    quote = accepted(item(1), calibration, owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    path, id = f"/api/orders/{order['id']}", UUID(order["id"])
    edited = await shop.seller.patch(path, {"customer_po": "PO-1"}, version=order["version"])
    order = await shop.do(edited.json(), "place")
    annotated = await shop.seller.patch(path, {"customer_po": "PO-2"}, version=order["version"])
    assert annotated.status_code == 200, annotated.text
    later = {"estimated_ship_date": "2031-05-01", "cause": "supplier"}
    await stage.hear(refused(id))
    await stage.hear(granted(id))
    order = await shop.do(await shop.read(order), "release")
    order = await shop.do(order, "move-ship-date", later)
    await stage.hear(shop.left(order, "3"), performed(id, calibration, "3"))
    for trigger in await stage.said(OrderReadyToInvoice, 2, order_id=id):
        bill = issued(trigger)
        await stage.hear(bill)
        await stage.hear(paid(bill))
    other, manager = await shop.drafted(), await stage.person("orders.*")
    handed = {"owner_id": str(manager.id)}
    path = f"/api/orders/{other['id']}/reassign"
    assert (await manager.post(path, handed, version=other["version"])).status_code == 200
    await shop.do(await shop.drafted(), "cancel", {"reason": "asked twice"})
    assert await unlike_their_examples(stage, contracts.orders) == []
