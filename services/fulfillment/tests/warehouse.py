"""A small warehouse for the tests of fulfillment: its keeper, products, and orders that were released."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from chassis.testing import Person, Stage
from contracts.catalog import ProductPublished
from contracts.event import new_id
from contracts.orders import OrderCancelled, OrderReleased
from contracts.values import Address, ItemKind, LineItem, PartyRef, Quantity, Supply

API = "/api/fulfillment"
ADDRESS = Address(name="Norrland Skog AB", street="Storgatan 12", city="Umeå", country="Sweden")
RELEASED_ON = date(2026, 3, 2)
numbers = count(1)


def product(supply: Supply = Supply.NONE, kind: ItemKind = ItemKind.DEVICE) -> ProductPublished:
    """A product that was just published."""
    number = f"P-{next(numbers)}"
    return ProductPublished(
        product_id=new_id(), kind=kind, number=number, name=f"Product {number}", supply=supply
    )


def line(of: ProductPublished, quantity: object, position: int = 1) -> LineItem:
    """An order line for so many units of the product."""
    return LineItem(
        line_id=new_id(),
        position=position,
        product_id=of.product_id,
        kind=of.kind,
        number=of.number,
        name=of.name,
        supply=of.supply,
        quantity=Quantity(value=Decimal(str(quantity))),
        list_price=Decimal(100),
        unit_price=Decimal(100),
        net=100 * Decimal(str(quantity)),
    )


def released(*lines: LineItem, **changes: Any) -> OrderReleased:
    """An order with these lines, released."""
    facts: dict[str, Any] = {
        "order_id": new_id(),
        "number": f"SO-2026-{next(numbers):06d}",
        "client": PartyRef(id=new_id(), number="C-000001", name="Norrland Skog AB"),
        "owner_id": new_id(),
        "released_on": RELEASED_ON,
        "estimated_ship_date": date(2026, 3, 20),
        "shipping_address": ADDRESS,
        "lines": lines,
    }
    return OrderReleased(**facts | changes)


def cancelled(order: OrderReleased) -> OrderCancelled:
    """The order, cancelled."""
    return OrderCancelled(order_id=order.order_id, cancelled_on=RELEASED_ON, reason="changed their mind")


@dataclass
class Warehouse:
    """The running service and somebody who may do everything in it."""

    stage: Stage
    keeper: Person

    async def product(
        self, stock: int = 0, supply: Supply = Supply.NONE, kind: ItemKind = ItemKind.DEVICE
    ) -> ProductPublished:
        """A product that fulfillment has heard of, with so many units in stock."""
        published = product(supply, kind)
        await self.stage.hear(published)
        if stock:
            await self.receive(published, stock)
        return published

    async def receive(self, of: ProductPublished, quantity: object) -> Any:
        """Take units into stock; returns how the stock stands then."""
        answer = await self.keeper.post(
            f"{API}/stock/{of.product_id}/receive", {"quantity": str(quantity), "reference": "count"}
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def stock(self, of: ProductPublished) -> tuple[Decimal, Decimal, Decimal]:
        """(on hand, reserved, waiting) of a product."""
        shown = (await self.keeper.get(f"{API}/stock/{of.product_id}")).json()
        return Decimal(shown["on_hand"]), Decimal(shown["reserved"]), Decimal(shown["waiting"])

    async def release(self, *lines: LineItem, **changes: Any) -> OrderReleased:
        """Let fulfillment hear of a released order with these lines."""
        order = released(*lines, **changes)
        await self.stage.hear(order)
        return order

    async def cancel(self, order: OrderReleased) -> None:
        """Let fulfillment hear that the order was cancelled."""
        await self.stage.hear(cancelled(order))

    async def delivery_order(self, order: OrderReleased) -> Any:
        """The order's delivery order as the keeper sees it."""
        found = (
            await self.keeper.get(f"{API}/delivery-orders", params={"order_id": str(order.order_id)})
        ).json()
        (row,) = found["items"]
        return (await self.keeper.get(f"{API}/delivery-orders/{row['id']}")).json()

    async def dispatch(self, order: OrderReleased, **body: Any) -> Any:
        """Dispatch what is reserved, or as the body says; returns the answer."""
        delivery = await self.delivery_order(order)
        path = f"{API}/delivery-orders/{delivery['id']}/dispatch"
        return await self.keeper.post(path, body, version=delivery["version"])

    async def reserved(self, order: OrderReleased) -> list[Decimal]:
        """What is reserved of each line."""
        return [Decimal(line["reserved"]) for line in (await self.delivery_order(order))["lines"]]

    async def open_supply(self, kind: str, order: OrderReleased) -> Any:
        """The order's only job order (``job-orders``) or purchase request (``purchase-requests``)."""
        answer = await self.keeper.get(f"{API}/{kind}", params={"order_id": str(order.order_id)})
        (row,) = answer.json()["items"]
        return row

    async def finish(self, kind: str, verb: str, id: str, version: int, **body: Any) -> Any:
        """Complete a job order or receive a purchase; returns the answer."""
        return await self.keeper.post(f"{API}/{kind}/{id}/{verb}", body, version=version)


async def ledger(stage: Stage, products: list[UUID]) -> None:
    """Assert that stock, lines, reservations and events tell the same story about these products."""
    for row in await stage.rows(BALANCES, products):
        assert 0 <= row["reserved"] <= row["on_hand"], row
        assert row["reserved"] == row["promised"], row
        assert row["kept"] == row["promised"] + row["shipped"], row
        assert row["on_hand"] == row["came"] - row["left"], row
        assert row["left"] == row["shipped"], row
        assert row["waiting"] == 0 or row["reserved"] == row["on_hand"], row
    for row in await stage.rows(ORDERS, products):
        assert row["missing"] == row["waiting"], row
        assert row["status"] != "ready" or row["missing"] == 0, row
        assert row["status"] != "waiting" or row["missing"] > 0, row


BALANCES = """
SELECT item.id, item.on_hand, item.reserved, line.*, reservation.*, said.*
  FROM stock_item item
  CROSS JOIN LATERAL (SELECT coalesce(sum(l.reserved), 0) AS promised, coalesce(sum(l.shipped), 0) AS shipped,
                             coalesce(sum(l.waiting), 0) AS waiting
                        FROM delivery_line l WHERE l.product_id = item.id) line
  CROSS JOIN LATERAL (SELECT coalesce(sum(r.quantity - r.released), 0) AS kept
                        FROM reservation r WHERE r.product_id = item.id) reservation
  CROSS JOIN LATERAL (SELECT coalesce(sum(units) FILTER (WHERE type LIKE '%.received.v1'), 0) AS came,
                             coalesce(sum(units) FILTER (WHERE type LIKE '%.shipped.v1'), 0) AS left
        FROM (SELECT type, (convert_from(body, 'UTF8')::jsonb ->> 'quantity')::numeric AS units
                FROM (SELECT type, body FROM journal WHERE aggregate_id = item.id UNION ALL
                      SELECT type, body FROM outbox WHERE aggregate_id = item.id) e) u) said
 WHERE item.id = ANY ($1)
"""
ORDERS = """
SELECT o.number, o.status, o.missing, sum(l.waiting) AS waiting
  FROM delivery_order o JOIN delivery_line l ON l.delivery_order_id = o.id
 WHERE o.id IN (SELECT delivery_order_id FROM delivery_line WHERE product_id = ANY ($1)) GROUP BY o.id
"""
