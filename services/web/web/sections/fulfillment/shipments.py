"""The page of a shipment: what left, its delivery note, and whether it arrived."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import fulfillment
from web.deals import deal
from web.forms import Sent
from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.rendering import page
from web.visit import SignedIn, Visit

TABS = ("contents", "delivery-note")
router = APIRouter()


@router.get("/shipments/{shipment_id}")
async def show(visit: SignedIn, shipment_id: str, tab: str = "contents") -> Response:
    """The page with its contents or its delivery note."""
    return await _show(visit, shipment_id, tab)


async def _show(
    visit: Visit,
    shipment_id: str,
    tab: str,
    problem: ApiProblem | None = None,
    values: dict[str, Any] | None = None,
) -> Response:
    shipment = await visit.api.get(fulfillment.read_shipment(shipment_id))
    order, trace = await asyncio.gather(
        visit.api.find(fulfillment.read_delivery_order(shipment["delivery_order_id"])),
        deal.trace_of(visit, shipment["order_id"]),
    )
    products = {line["line_id"]: line for line in order["lines"]} if order else {}
    current = tab if tab in TABS else TABS[0]
    arrived = "done" if shipment["delivered_on"] else "next"
    return page(
        visit,
        f"sections/fulfillment/shipment_{current.replace('-', '_')}.html",
        status=problem.status if problem else 200,
        shipment=shipment,
        products=products,
        address=order["address"] if order else None,
        call_before=bool(order and order["call_before_delivery"]),
        related=deal.related(shipment["id"], trace["documents"], visit.page_of),
        steps=[
            ("dispatched", _("Dispatched"), "now" if arrived == "next" else "done"),
            ("delivered", _("Delivered"), arrived),
        ],
        tabs=[
            ("contents", _("Contents"), len(shipment["lines"])),
            ("delivery-note", _("Delivery Note"), None),
        ],
        tab=current,
        base=f"/shipments/{shipment['id']}",
        problem=problem,
        values=values or {},
    )


@router.post("/shipments/{shipment_id}/deliver")
async def deliver(visit: SignedIn, shipment_id: str, form: Sent) -> Response:
    """The client has the goods."""
    body = {"received_by": form.text("received_by")} | form.filled("on")
    try:
        command = fulfillment.deliver_shipment(shipment_id)
        await visit.api.send(command, body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _show(visit, shipment_id, "contents", problem, form.shown())
    visit.say(_("Delivery is confirmed."))
    return RedirectResponse(f"/shipments/{shipment_id}", 303)


@router.get("/shipments/{shipment_id}/paper")
async def paper(visit: SignedIn, shipment_id: str) -> Response:
    """The delivery note as a PDF."""
    return await passed_through(visit, fulfillment.print_delivery_note(shipment_id))
