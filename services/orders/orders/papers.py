"""What stands on a printed order confirmation."""

from typing import Any
from uuid import UUID

from chassis.papers import Paper, Template, figures
from chassis.work import Work
from orders import queries
from orders.documents import LineView, OrderView
from orders.process import Status

CONFIRMATION = Template("orders", "confirmation")
MARKS = {Status.DRAFT: "Draft", Status.CANCELLED: "Cancelled"}


async def confirmation(work: Work, order_id: UUID) -> Paper:
    """The order as its client gets it; raises NotFound when absent or out of reach."""
    shown = await queries.order(work, order_id)
    return Paper(
        template=CONFIRMATION,
        number=shown.number,
        title=f"Order confirmation {shown.number}",
        version=shown.version,
        dated=shown.placed_on or shown.ordered_on,
        path=f"/orders/{shown.id}",
        content=content(shown),
    )


def content(order: OrderView) -> dict[str, Any]:
    """Everything on it, as it is read."""
    currency, totals = order.totals.currency, order.totals
    items = [line.item for line in order.lines]
    return {
        "watermark": MARKS.get(Status(order.status), ""),
        "client": figures.address(order.billing_address, order.client.name),
        "shipping": figures.address(order.shipping_address, order.client.name),
        "facts": _facts(order),
        "description": order.description,
        "conditions": [
            ("Delivery", order.delivery_conditions),
            ("Acceptance", order.acceptance_conditions),
            ("Payment", order.payment_conditions),
            ("Before delivery", "We call you before we deliver." if order.call_before_delivery else ""),
        ],
        "currency": currency,
        "has_discounts": any(item.discount for item in items),
        "lines": [_line(line, currency) for line in order.lines],
        "totals": figures.sums([(item.net, item.tax_rate) for item in items], totals),
    }


def _facts(order: OrderView) -> list[tuple[str, str]]:
    return [
        ("Order date", figures.day(order.ordered_on)),
        ("Estimated shipping", figures.day(order.estimated_ship_date)),
        ("Your order", order.customer_po),
        ("Quote", order.quote_number),
        ("Client", order.client.number),
        ("Payment terms", order.terms),
        ("Project", order.project),
        ("Issued by", order.so_issued_by),
    ]


def _line(line: LineView, currency: str) -> dict[str, Any]:
    item, notes = line.item, [line.item.number, line.item.description]
    if line.cancelled:
        notes.append(f"{figures.count(line.cancelled)} {item.quantity.unit} of it cancelled")
    return {
        "position": str(item.position),
        "name": item.name,
        "notes": [note for note in notes if note],
        "quantity": figures.count(item.quantity.value),
        "unit": item.quantity.unit,
        "unit_price": figures.unit_price(item.unit_price, currency),
        "discount": figures.percent(item.discount) if item.discount else "",
        "net": figures.amount(item.net, currency),
    }
