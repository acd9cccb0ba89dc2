"""What stands on a printed order confirmation."""

from typing import Any
from uuid import UUID

from chassis.language import _, pgettext, term
from chassis.work import Work
from kernel.colleagues import contact_lines
from kernel.company import letterhead
from kernel.papers import Letterhead, Paper, Template, figures, how_to_pay, priced_line
from orders import queries
from orders.process import Status
from orders.schemas import LineView, OrderView
from orders.tables import PARTIES

CONFIRMATION = Template("orders", "confirmation")
MARKED = {Status.DRAFT, Status.CANCELLED}


async def confirmation(work: Work, order_id: UUID) -> Paper:
    """The order as its client gets it; raises NotFound when absent or out of reach."""
    shown = await queries.order(work, order_id)
    contact = await contact_lines(work, shown.owner_id)
    async with letterhead(work, await PARTIES.language_of(work, shown.client.id)) as head:
        return Paper(
            template=CONFIRMATION,
            number=shown.number,
            title=_("Order confirmation %(number)s", number=shown.number),
            version=shown.version,
            dated=shown.placed_on or shown.ordered_on,
            path=f"/orders/{shown.id}",
            country=shown.billing_address.country,
            letterhead=head,
            content=content(shown, head, contact),
        )


def content(order: OrderView, head: Letterhead, contact: list[str]) -> dict[str, Any]:
    """Everything on it, as it is read in the spoken language."""
    currency, totals = order.totals.currency, order.totals
    items = [line.item for line in order.lines]
    return {
        "watermark": term(order.status) if order.status in MARKED else "",
        "client": figures.address(order.billing_address, order.client.name, head.country),
        "contact": contact,
        "pay": how_to_pay(head, order.number),
        "payment": _payment(order),
        "shipping": figures.address(order.shipping_address, order.client.name, head.country),
        "facts": _facts(order),
        "description": order.description,
        "conditions": [
            (_("Delivery"), order.delivery_conditions),
            (pgettext("of goods", "Acceptance"), order.acceptance_conditions),
            (_("Payment"), order.payment_conditions),
            (_("Before delivery"), _("We call you before we deliver.") if order.call_before_delivery else ""),
        ],
        "currency": currency,
        "has_discounts": any(item.discount for item in items),
        "lines": [_line(line, currency) for line in order.lines],
        "totals": figures.sums(items, totals),
        "freight_note": figures.freight_note(totals),
    }


def _payment(order: OrderView) -> str:
    if not order.terms:
        return ""
    return _("%(terms)s. Please pay when you have the invoice.", terms=order.terms)


def _facts(order: OrderView) -> list[tuple[str, str]]:
    return [
        (_("Order date"), figures.day(order.ordered_on)),
        (_("Estimated shipping"), figures.day(order.estimated_ship_date)),
        (_("Your order"), order.customer_po),
        (_("Quote"), order.quote_number),
        (pgettext("on a paper", "Client"), order.client.number),
        (_("Payment terms"), order.terms),
        (_("Project"), order.project),
        (_("Issued by"), order.so_issued_by),
    ]


def _line(line: LineView, currency: str) -> dict[str, Any]:
    item, unit = line.item, line.item.quantity.unit
    gone = ""
    if line.cancelled:
        gone = _("%(quantity)s of it cancelled", quantity=figures.measured(line.cancelled, unit))
    return priced_line(item, item.quantity.value, unit, currency, item.description, gone)
