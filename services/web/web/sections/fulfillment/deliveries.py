"""The page of a delivery order: what goes where, what is ready, what is missing, and what has left."""

import asyncio
from decimal import Decimal

from fastapi import APIRouter
from starlette.responses import Response

from chassis.language import _
from web.api import fulfillment
from web.deals import deal
from web.lists.export import passed_through
from web.rendering import page
from web.visit import SignedIn

SHEETS = ("roll", "a4")
router = APIRouter()


@router.get("/delivery-orders/{delivery_order_id}")
async def show(visit: SignedIn, delivery_order_id: str, tab: str = "lines") -> Response:
    """The page with one of its tabs."""
    order, trace, names = await asyncio.gather(
        visit.api.get(fulfillment.read_delivery_order(delivery_order_id)),
        deal.trace_of(visit, delivery_order_id),
        visit.names(),
    )
    current = tab if tab in ("lines", "shipments", "history") else "lines"
    tabs = [
        ("lines", _("Lines"), len(order["lines"])),
        ("shipments", _("Shipments"), len(order["shipments"])),
        ("history", _("History"), None),
    ]
    return page(
        visit,
        f"sections/fulfillment/delivery_{current}.html",
        order=order,
        trace=trace,
        names=names,
        tabs=tabs,
        tab=current,
        steps=steps(order),
        waits=deal.waits(trace, visit.page_of) if order["status"] in ("waiting", "ready") else [],
        standing=deal.standing(trace, order["id"], visit.documents),
        related=deal.related(order["id"], trace["documents"], visit.page_of),
        ready=any(Decimal(line["reserved"]) > 0 for line in order["lines"]),
        base=f"/delivery-orders/{order['id']}",
    )


def steps(order: fulfillment.DeliveryOrderView) -> list[tuple[str, str, str]]:
    """Waiting, ready, shipped, delivered; the last when every shipment has arrived."""
    status, shipments = order["status"], order["shipments"]
    if status == "cancelled":
        return [("waiting", _("Opened"), "done"), ("cancelled", _("Cancelled"), "bad")]
    arrived = bool(shipments) and all(one["delivered_on"] for one in shipments)
    partly = _("Partly shipped") if shipments and status != "shipped" else _("Shipped")
    flow = [
        ("waiting", _("Waiting for stock")),
        ("ready", _("Ready")),
        ("shipped", partly),
        ("delivered", _("Delivered")),
    ]
    at = {"waiting": 0, "ready": 1, "shipped": 3 if arrived else 2}.get(status, 0)
    return [
        (key, label, "done" if place < at or at == 3 else "now" if place == at else "next")
        for place, (key, label) in enumerate(flow)
    ]


@router.get("/delivery-orders/{delivery_order_id}/pick-list")
async def pick_list(visit: SignedIn, delivery_order_id: str) -> Response:
    """What to take from the shelves, to be printed."""
    found = await visit.api.get(fulfillment.read_pick_list(delivery_order_id))
    return page(visit, "sections/fulfillment/pick_list.html", picks=found)


@router.get("/delivery-orders/{delivery_order_id}/labels")
async def labels(visit: SignedIn, delivery_order_id: str, sheet: str = "roll") -> Response:
    """Labels of all its units as a PDF, for a roll or for sheets of A4."""
    asked = {"sheet": sheet if sheet in SHEETS else SHEETS[0]}
    return await passed_through(visit, fulfillment.print_labels(delivery_order_id), asked)
