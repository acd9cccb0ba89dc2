"""Services are performed and confirmed, not shipped."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from warehouse import API, Warehouse, line

from contracts.catalog import ProductPublished
from contracts.fulfillment import (
    DeliveryOrderOpened,
    ServiceDueMoved,
    ServiceOrderCancelled,
    ServiceOrderOpened,
    ServicePerformed,
)
from contracts.orders import OrderReleased, ShipDateMoved, SlipCause
from contracts.values import ItemKind


async def training(warehouse: Warehouse) -> ProductPublished:
    return await warehouse.product(kind=ItemKind.SERVICE)


async def service_orders(warehouse: Warehouse, order: OrderReleased) -> list[Any]:
    """The order's service orders by number, as the keeper sees them."""
    asked = {"order_id": str(order.order_id), "sort": "number"}
    rows = (await warehouse.keeper.get(f"{API}/service-orders", params=asked)).json()["items"]
    return [(await warehouse.keeper.get(f"{API}/service-orders/{row['id']}")).json() for row in rows]


async def perform(warehouse: Warehouse, service: Any, key: str | None = None, **body: Any) -> Any:
    path = f"{API}/service-orders/{service['id']}/perform"
    return await warehouse.keeper.post(path, body, version=service["version"], key=key)


def rule(answer: Any) -> tuple[int, str]:
    return answer.status_code, str(answer.json()["type"]).removeprefix("urn:saleswire:problem:")


async def test_the_goods_of_a_mixed_order_are_delivered_and_its_services_performed(
    warehouse: Warehouse,
) -> None:
    product, service = await warehouse.product(stock=5), await training(warehouse)
    order = await warehouse.release(line(product, 3), line(service, 2, 2))
    delivery = await warehouse.delivery_order(order)
    assert [row["product_id"] for row in delivery["lines"]] == [str(product.product_id)]
    (said,) = await warehouse.stage.said(DeliveryOrderOpened, order_id=order.order_id)
    assert [row.line_id for row in said.lines] == [order.lines[0].line_id]
    (opened,) = await warehouse.stage.said(ServiceOrderOpened, order_id=order.order_id)
    assert opened.number.startswith("SV-2026-")
    assert (opened.line_id, opened.quantity.value) == (order.lines[1].line_id, 2)
    assert (opened.client, opened.address) == (order.client, order.shipping_address)
    assert opened.due_on == order.estimated_ship_date
    assert (await warehouse.dispatch(order)).json()["status"] == "shipped"
    (shown,) = await service_orders(warehouse, order)
    assert (shown["status"], shown["left"]) == ("open", "2.0000")


async def test_an_order_of_services_alone_has_no_delivery_order(warehouse: Warehouse) -> None:
    service = await training(warehouse)
    order = await warehouse.release(line(service, 1), line(service, 2, 2))
    asked = {"order_id": str(order.order_id)}
    assert (await warehouse.keeper.get(f"{API}/delivery-orders", params=asked)).json()["items"] == []
    shown = await service_orders(warehouse, order)
    assert [Decimal(each["quantity"]) for each in shown] == [1, 2]
    assert shown[0]["number"] < shown[1]["number"]


async def test_a_service_is_performed_in_parts_on_days_of_their_own(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await training(warehouse), 3))
    (service,) = await service_orders(warehouse, order)
    part = await perform(warehouse, service, quantity="1", on="2026-03-05", note="sensors 1 to 4")
    assert part.status_code == 200, part.text
    assert (part.json()["status"], part.json()["left"]) == ("open", "2.0000")
    rest = (await perform(warehouse, part.json(), on="2026-03-04")).json()
    assert (rest["status"], rest["performed"], rest["left"]) == ("performed", "3.0000", "0.0000")
    assert [(done["performed_on"], done["note"]) for done in rest["performances"]] == [
        ("2026-03-05", "sensors 1 to 4"),
        ("2026-03-04", ""),
    ]
    assert {done["recorded_by"] for done in rest["performances"]} == {str(warehouse.keeper.id)}
    said = await warehouse.stage.said(ServicePerformed, 2, order_id=order.order_id)
    assert [(done.quantity.value, done.left.value, done.complete) for done in said] == [
        (1, 2, False),
        (2, 0, True),
    ]
    assert said[0].line_id == order.lines[0].line_id
    assert [str(done.performance_id) for done in said] == [done["id"] for done in rest["performances"]]
    assert rule(await perform(warehouse, rest)) == (409, "service-order-performed")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"quantity": "4"}, "performed-too-much"),
        ({"quantity": "0.5"}, "quantity-decimals"),
        ({"on": "2026-03-01"}, "dates"),
    ],
)
async def test_what_cannot_have_been_performed_is_refused(
    warehouse: Warehouse, body: dict[str, str], wrong: str
) -> None:
    order = await warehouse.release(line(await training(warehouse), 3))
    (service,) = await service_orders(warehouse, order)
    refusal = await perform(warehouse, service, **body)
    assert rule(refusal) == (422, wrong)
    assert ".0" not in refusal.json()["detail"]
    assert (await service_orders(warehouse, order)) == [service]


async def test_nothing_was_performed_on_a_day_that_has_not_come(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = "Etc/GMT+12"  # no zone's day begins later
    monkeypatch.setattr(warehouse.stage.service.settings, "company_zone", last)
    order = await warehouse.release(line(await training(warehouse), 3))
    (service,) = await service_orders(warehouse, order)
    tomorrow = str(datetime.now(UTC).date() + timedelta(days=1))
    assert rule(await perform(warehouse, service, on=tomorrow)) == (422, "future-day")
    assert (await service_orders(warehouse, order)) == [service]


async def test_the_rest_of_half_a_piece_is_performed_as_it_was_ordered(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await training(warehouse), "1.5"))
    (service,) = await service_orders(warehouse, order)
    assert (await perform(warehouse, service, quantity="1.5")).json()["status"] == "performed"


async def test_the_same_key_records_one_performance(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await training(warehouse), 3))
    (service,) = await service_orders(warehouse, order)
    first = await perform(warehouse, service, key=f"once-{service['id']}", quantity="1")
    again = await perform(warehouse, service, key=f"once-{service['id']}", quantity="1")
    assert first.json() == again.json()
    assert len(await warehouse.stage.said(ServicePerformed, order_id=order.order_id)) == 1
    assert rule(await perform(warehouse, service, quantity="1"))[0] == 412


async def test_a_cancelled_order_takes_back_what_was_not_performed(warehouse: Warehouse) -> None:
    product, service = await warehouse.product(stock=5), await training(warehouse)
    order = await warehouse.release(line(product, 1), line(service, 3, 2), line(service, 1, 3))
    first, second = await service_orders(warehouse, order)
    await perform(warehouse, first, quantity="1")
    await perform(warehouse, second)
    await warehouse.cancel(order)
    shown = await service_orders(warehouse, order)
    assert [(each["status"], Decimal(each["performed"]), Decimal(each["left"])) for each in shown] == [
        ("cancelled", 1, 0),
        ("performed", 1, 0),
    ]
    (said,) = await warehouse.stage.said(ServiceOrderCancelled, order_id=order.order_id)
    assert str(said.service_order_id) == first["id"]
    assert rule(await perform(warehouse, shown[0])) == (409, "service-order-cancelled")
    assert (await warehouse.delivery_order(order))["status"] == "cancelled"


async def test_an_order_of_services_alone_is_cancelled_too(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await training(warehouse), 1))
    await warehouse.cancel(order)
    assert [each["status"] for each in await service_orders(warehouse, order)] == ["cancelled"]


async def test_a_moved_ship_date_moves_what_is_not_performed(warehouse: Warehouse) -> None:
    service = await training(warehouse)
    order = await warehouse.release(line(service, 1), line(service, 1, 2))
    done, _ = await service_orders(warehouse, order)
    await perform(warehouse, done)
    moved = ShipDateMoved(
        order_id=order.order_id,
        previous=order.estimated_ship_date,
        estimated_ship_date=date(2026, 5, 1),
        cause=SlipCause.CLIENT,
    )
    await warehouse.stage.hear(moved, moved)
    assert [each["due_on"] for each in await service_orders(warehouse, order)] == ["2026-03-20", "2026-05-01"]
    assert len(await warehouse.stage.said(ServiceDueMoved, order_id=order.order_id)) == 1


async def test_when_performing_and_cancelling_meet_the_work_is_in_one_place(warehouse: Warehouse) -> None:
    for _ in range(8):
        order = await warehouse.release(line(await training(warehouse), 2))
        (service,) = await service_orders(warehouse, order)
        answer, _ = await asyncio.gather(perform(warehouse, service), warehouse.cancel(order))
        (ended,) = await service_orders(warehouse, order)
        assert answer.status_code in (200, 409, 412)
        expected = ("performed", "2.0000") if answer.status_code == 200 else ("cancelled", "0.0000")
        assert (ended["status"], ended["performed"]) == expected


async def test_only_whom_it_concerns_sees_and_performs_a_service(warehouse: Warehouse) -> None:
    order = await warehouse.release(line(await training(warehouse), 1))
    (service,) = await service_orders(warehouse, order)
    path = f"{API}/service-orders/{service['id']}"
    owner = await warehouse.stage.person("fulfillment.read", scope="own", id=order.owner_id)
    stranger = await warehouse.stage.person("fulfillment.*", scope="own")
    assert (await owner.get(path)).status_code == 200
    assert (await owner.post(f"{path}/perform", version=service["version"])).status_code == 403
    assert (await stranger.get(path)).status_code == 404
    assert (await stranger.post(f"{path}/perform", version=service["version"])).status_code == 404
    assert (await stranger.get(f"{API}/service-orders")).json()["items"] == []
