"""The page of a shipment: what left, its delivery note, and whether it arrived."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.forms import Sent
from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.pages import deals
from web.pages.fulfilment.deliveries import API as ORDERS
from web.rendering import page
from web.visit import SignedIn, Visit

API = "/api/fulfillment/shipments"
TABS = ("contents", "delivery-note")
router = APIRouter()


@router.get("/shipments/{shipment_id}")
async def show(visit: SignedIn, shipment_id: str, tab: str = "contents") -> Response:
    """The page with its contents or its delivery note."""
    return await _show(visit, shipment_id, tab)


async def _show(visit: Visit, shipment_id: str, tab: str, problem: ApiProblem | None = None,
                values: dict[str, Any] | None = None) -> Response:  # fmt: skip
    shipment = await visit.api.get(f"{API}/{shipment_id}")
    order, trace = await asyncio.gather(
        visit.api.find(f"{ORDERS}/{shipment['delivery_order_id']}"),
        deals.trace_of(visit, shipment["order_id"]),
    )
    products = {line["line_id"]: line for line in order["lines"]} if order else {}
    current = tab if tab in TABS else TABS[0]
    arrived = "done" if shipment["delivered_on"] else "next"
    return page(
        visit,
        f"pages/fulfilment/shipment_{current.replace('-', '_')}.html",
        status=problem.status if problem else 200,
        shipment=shipment,
        products=products,
        address=order["address"] if order else None,
        call_before=bool(order and order["call_before_delivery"]),
        related=deals.related(shipment["id"], trace["documents"], visit.may),
        steps=[("dispatched", "Dispatched", "now" if arrived == "next" else "done"),
               ("delivered", "Delivered", arrived)],
        tabs=[("contents", "Contents", len(shipment["lines"])), ("delivery-note", "Delivery Note", None)],
        tab=current,
        base=f"/shipments/{shipment['id']}",
        problem=problem,
        values=values or {},
    )  # fmt: skip


@router.post("/shipments/{shipment_id}/deliver")
async def deliver(visit: SignedIn, shipment_id: str, form: Sent) -> Response:
    """The client has the goods."""
    body = {"received_by": form.text("received_by")} | form.filled("on")
    try:
        await visit.api.send("POST", f"{API}/{shipment_id}/deliver", body,
                             version=form.version, key=form.key)  # fmt: skip
    except ApiProblem as problem:
        return await _show(visit, shipment_id, "contents", problem, form.shown())
    visit.say("Delivery is confirmed.")
    return RedirectResponse(f"/shipments/{shipment_id}", 303)


@router.get("/shipments/{shipment_id}/paper")
async def paper(visit: SignedIn, shipment_id: str) -> Response:
    """The delivery note as a PDF."""
    return await passed_through(visit, f"{API}/{shipment_id}/delivery-note.pdf")
