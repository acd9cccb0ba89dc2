"""Services of an order are performed: the ledger moves, and each performance is invoiced once."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from order_samples import DAY, Shop, accepted, granted, issued, item, paid, performed

from chassis.testing import Stage
from contracts.event import new_id
from contracts.fulfillment import (
    ServiceDueMoved,
    ServiceOrderCancelled,
    ServiceOrderOpened,
    ServicePerformed,
)
from contracts.orders import OrderClosed, OrderPerformed, OrderReadyToInvoice, OrderShipped
from contracts.values import ItemKind, LineItem


async def released(stage: Stage, shop: Shop, *items: LineItem) -> Any:
    """A released order of these lines."""
    quote = accepted(*items, owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    order = await shop.do(order, "place")
    await stage.hear(granted(UUID(order["id"])))
    return await shop.do(await shop.read(order), "release")


def opened(order: Any, of: LineItem) -> ServiceOrderOpened:
    """Fulfillment has a service order for the line."""
    return ServiceOrderOpened(
        service_order_id=new_id(),
        number="SV-1",
        order_id=UUID(order["id"]),
        order_number=order["number"],
        line_id=of.line_id,
        product_id=of.product_id,
        product_number=of.number,
        product_name=of.name,
        quantity=of.quantity,
        client=order["client"],
        address=order["shipping_address"],
        due_on=DAY,
    )


def part_of(service: ServiceOrderOpened, of: LineItem, quantity: str, on: date = DAY) -> ServicePerformed:
    done = performed(service.order_id, of, quantity, on)
    return done.model_copy(update={"service_order_id": service.service_order_id})


@pytest.mark.feature("PH-SA-16")
async def test_a_mixed_order_goes_on_to_its_end(stage: Stage, shop: Shop) -> None:
    pump, calibration = item(1, "1", "100"), item(2, "2", "50", kind=ItemKind.SERVICE)
    order = await released(stage, shop, pump, calibration)
    id = UUID(order["id"])
    await stage.hear(shop.left(order, "1", on=date(2026, 3, 5)))
    order = await shop.read(order)
    assert (order["status"], order["stage"]) == ("partially_shipped", "processing")
    service = opened(order, calibration)
    first, rest = part_of(service, calibration, "1"), part_of(service, calibration, "1", date(2026, 3, 9))
    await stage.hear(first, rest)
    order = await shop.read(order)
    assert (order["status"], order["actual_ship_date"]) == ("shipped", "2026-03-05")
    assert order["to_be_invoiced_on"] == "2026-03-09"
    said = await stage.said(OrderPerformed, 2, order_id=id)
    assert [(each.performance_id, each.lines[0].quantity, each.complete) for each in said] == [
        (first.performance_id, 1, False),
        (rest.performance_id, 1, True),
    ]
    assert [each.complete for each in await stage.said(OrderShipped, order_id=id)] == [False]
    ready = await stage.said(OrderReadyToInvoice, 3, order_id=id)
    assert sum(trigger.totals.gross for trigger in ready) == Decimal(order["totals"]["gross"])
    bills = [issued(trigger) for trigger in ready]
    await stage.hear(*bills)
    await stage.hear(*(paid(bill) for bill in bills))
    assert (await shop.read(order))["status"] == "closed"
    assert len(await stage.said(OrderClosed, order_id=id)) == 1


async def test_a_performance_that_is_delivered_twice_makes_one_trigger(
    stage: Stage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    calibration = item(1, "3", "50", kind=ItemKind.SERVICE)
    order = await released(stage, shop, calibration)
    service = opened(order, calibration)
    first, rest = part_of(service, calibration, "1"), part_of(service, calibration, "2")
    same = new_id()
    with monkeypatch.context() as delivery:
        delivery.setattr("chassis.testing.stage.new_id", lambda: same)
        await stage.hear(first)
        stage.sequences[service.key] -= 1
        await stage.hear(first)
    await stage.hear(rest)
    assert (await shop.read(order))["status"] == "shipped"
    ready = await stage.said(OrderReadyToInvoice, 2, order_id=service.order_id)
    assert [trigger.trigger_id for trigger in ready] == [first.performance_id, rest.performance_id]


async def test_services_are_shown_with_what_was_performed_of_them(stage: Stage, shop: Shop) -> None:
    calibration, support = (item(place, "2", "50", kind=ItemKind.SERVICE) for place in (1, 2))
    order = await released(stage, shop, calibration, support)
    first, second = opened(order, calibration), opened(order, support)
    moved = ServiceDueMoved(
        service_order_id=second.key, order_id=second.order_id, due_on=date(2026, 5, 1), previous=DAY
    )
    ended = ServiceOrderCancelled(service_order_id=second.key, order_id=second.order_id)
    await stage.hear(first, second, part_of(first, calibration, "1"), moved, ended)
    shown = {each["id"]: each for each in await shop.read(order, "/services")}
    begun, over = shown[str(first.key)], shown[str(second.key)]
    assert (begun["status"], Decimal(begun["performed"]), begun["due_on"]) == ("open", 1, str(DAY))
    assert [Decimal(done["totals"]["net"]) for done in begun["performances"]] == [50]
    assert (over["status"], over["due_on"], over["performances"]) == ("cancelled", "2026-05-01", [])
    blind = await stage.person("orders.read")
    told = (await blind.get(f"/api/orders/{order['id']}/services")).json()
    assert [done["totals"] for each in told for done in each["performances"]] == [None]


async def test_an_invoice_for_what_was_neither_shipped_nor_performed_waits_for_a_person(
    stage: Stage, shop: Shop
) -> None:
    calibration = item(1, "2", "50", kind=ItemKind.SERVICE)
    order = await released(stage, shop, calibration)
    await stage.hear(performed(UUID(order["id"]), calibration, "1"))
    (trigger,) = await stage.said(OrderReadyToInvoice, order_id=UUID(order["id"]))
    strange = issued(trigger).model_copy(update={"trigger_id": new_id()})
    with pytest.raises(AssertionError, match="no shipment or performance"):
        await stage.hear(strange)
    assert (await shop.read(order, "/invoices")) == []
    await stage.execute("DELETE FROM parked_event")
    await stage.execute("DELETE FROM parked_key")
