"""What stands on a printed delivery note: what left, without prices."""

from typing import Any
from uuid import UUID

from chassis.language import _, pgettext
from chassis.measures import measure
from chassis.work import Work
from contracts.values import ShippedLine
from fulfillment import queries
from fulfillment.models.stock import LANGUAGES
from fulfillment.schemas import DeliveryOrderView, LineView, ShipmentView
from kernel.colleagues import contact_lines
from kernel.company import letterhead
from kernel.papers import Paper, Template, figures, number_beside

DELIVERY_NOTE = Template("fulfillment", "delivery-note")


async def delivery_note(work: Work, shipment_id: UUID) -> Paper:
    """The note that goes with the goods; raises NotFound when absent or out of reach."""
    shipment = await queries.shipment(work, shipment_id)
    order = await queries.delivery_order(work, shipment.delivery_order_id)
    contact = await contact_lines(work, order.owner_id)
    async with letterhead(work, await LANGUAGES.of(work, order.client.id)) as head:
        return Paper(
            template=DELIVERY_NOTE,
            number=shipment.number,
            title=_("Delivery note %(number)s", number=shipment.number),
            version=shipment.version,
            dated=shipment.dispatched_on,
            path=f"/shipments/{shipment.id}",
            country=order.address.country,
            letterhead=head,
            content=content(shipment, order, head.country, contact),
        )


def content(
    shipment: ShipmentView, order: DeliveryOrderView, home: str, contact: list[str]
) -> dict[str, Any]:
    """Everything on it, as it is read in the spoken language."""
    lines = {line.line_id: line for line in order.lines}
    rows = [_line(left, lines[left.line_id]) for left in shipment.lines]
    return {
        "contact": contact,
        "shipping": figures.address(order.address, order.client.name, home),
        "facts": [
            (_("Dispatched"), figures.day(shipment.dispatched_on)),
            (_("Order"), shipment.order_number),
            (_("Delivery order"), order.number),
            (pgettext("on a paper", "Client"), order.client.number),
            (_("Carrier"), shipment.carrier),
            (_("Vehicle"), shipment.vehicle),
            (_("Tracking"), shipment.tracking),
            (_("Delivery"), _("Complete") if shipment.complete else _("Part of the order")),
        ],
        "notice": _("Call before delivery.") if order.call_before_delivery else "",
        "lines": sorted(rows, key=lambda row: int(row["position"])),
    }


def _line(left: ShippedLine, line: LineView) -> dict[str, Any]:
    return {
        "position": str(line.position),
        "name": line.name,
        "notes": [number] if (number := number_beside(line.number, line.name)) else [],
        "serial_numbers": list(left.serial_numbers),
        "quantity": figures.count(left.quantity),
        "unit": measure(line.unit, left.quantity),
        "ordered": figures.count(line.quantity),
    }
