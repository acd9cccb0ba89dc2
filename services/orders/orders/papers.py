"""What stands on a printed order confirmation."""

from typing import Any
from uuid import UUID

from chassis.work import Work
from kernel.colleagues import contact_lines
from kernel.company import letterhead
from kernel.papers import Letterhead, Paper, Template, figures, how_to_pay, priced_line
from orders import queries
from orders.process import Status
from orders.schemas import LineView, OrderView

CONFIRMATION = Template("orders", "confirmation")
MARKS = {Status.DRAFT: "Draft", Status.CANCELLED: "Cancelled"}


async def confirmation(work: Work, order_id: UUID) -> Paper:
    """The order as its client gets it; raises NotFound when absent or out of reach."""
    shown = await queries.order(work, order_id)
    head, contact = await letterhead(work), await contact_lines(work, shown.owner_id)
    return Paper(
        template=CONFIRMATION,
        number=shown.number,
        title=f"Order confirmation {shown.number}",
        version=shown.version,
        dated=shown.placed_on or shown.ordered_on,
        path=f"/orders/{shown.id}",
        country=shown.billing_address.country,
        letterhead=head,
        content=content(shown, head, contact),
    )


def content(order: OrderView, head: Letterhead, contact: list[str]) -> dict[str, Any]:
    """Everything on it, as it is read."""
    currency, totals = order.totals.currency, order.totals
    items = [line.item for line in order.lines]
    return {
        "watermark": MARKS.get(Status(order.status), ""),
        "client": figures.address(order.billing_address, order.client.name, head.country),
        "contact": contact,
        "pay": how_to_pay(head, order.number),
        "payment": f"{order.terms}. Please pay when you have the invoice." if order.terms else "",
        "shipping": figures.address(order.shipping_address, order.client.name, head.country),
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
        "totals": figures.sums(items, totals),
        "freight_note": figures.freight_note(totals),
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
    item, unit = line.item, line.item.quantity.unit
    gone = f"{figures.count(line.cancelled)} {unit} of it cancelled" if line.cancelled else ""
    return priced_line(item, item.quantity.value, unit, currency, item.description, gone)
