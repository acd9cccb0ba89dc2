"""The page of a sales order: where it stands, the next step, and everything that belongs to it."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.conflicts import conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.pages.steps import steps_of
from web.rendering import page
from web.visit import SignedIn, Visit

API = "/api/orders"
FLOW = (
    ("draft", "Draft"),
    ("pending", "Placed"),
    ("released", "Released"),
    ("shipped", "Shipped"),
    ("invoiced", "Invoiced"),
    ("closed", "Closed"),
)
TABS = (
    ("summary", "Summary"),
    ("line-items", "Line Items"),
    ("approvals", "Approvals"),
    ("entities", "Entities"),
    ("shipping", "Shipping"),
    ("billing", "Billing"),
    ("purchase-order", "Purchase Order"),
    ("units", "Units"),
    ("documents", "Documents"),
    ("history", "History"),
)
EDITED = {
    "project": "Project",
    "description": "Description",
    "customer_po": "Customer PO number",
    "po_received_on": "PO received on",
    "po_received_by": "PO received by",
    "so_issued_by": "SO issued by",
    "estimated_ship_date": "Estimated shipping date",
    "delivery_conditions": "Delivery conditions",
}
router = APIRouter()


@router.get("/orders/{order_id}")
async def show(visit: SignedIn, order_id: str, tab: str = "summary") -> Response:
    """The page with one of its tabs."""
    return await _show(visit, order_id, tab)


async def _show(visit: Visit, order_id: str, tab: str, problem: ApiProblem | None = None) -> Response:
    api = f"{API}/{order_id}"
    order = await visit.api.get(api)
    parts = ("shipments", "units", "supply", "invoices", "documents")
    found = await asyncio.gather(
        *(visit.api.find(f"{api}/{part}") for part in parts),
        visit.api.find(f"/api/trace/{order_id}"),
        visit.names(),
    )
    *related, trace, names = found
    belongings: dict[str, Any] = {part: rows or [] for part, rows in zip(parts, related, strict=True)}
    current = tab if tab in dict(TABS) else "summary"
    counts = {"line-items": len(order["lines"]), "units": len(belongings["units"]),
              "documents": len(belongings["documents"])}  # fmt: skip
    return page(
        visit,
        f"pages/orders/{current.replace('-', '_')}.html",
        status=problem.status if problem else 200,
        order=order,
        **belongings,
        trace=trace or {"events": [], "documents": []},
        names=names,
        steps=steps_of(FLOW, order["status"]),
        tabs=[(key, label, counts.get(key)) for key, label in TABS],
        tab=current,
        base=f"/orders/{order_id}",
        problem=problem,
    )


@router.post("/orders/{order_id}/place")
async def place(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """The client's order is certain: place it."""
    return await _step(visit, order_id, "place", form, "Placed.")


@router.post("/orders/{order_id}/release")
async def release(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Let production and delivery begin."""
    return await _step(visit, order_id, "release", form, "Released.")


async def _step(visit: Visit, order_id: str, name: str, form: Form, said: str) -> Response:
    try:
        await visit.api.send("POST", f"{API}/{order_id}/{name}", {}, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _show(visit, order_id, "summary", problem)
    visit.say(said)
    return RedirectResponse(f"/orders/{order_id}", 303)


@router.get("/orders/{order_id}/edit")
async def edit(visit: SignedIn, order_id: str) -> Response:
    """The form of what may be changed."""
    order = await visit.api.get(f"{API}/{order_id}")
    values = {name: order.get(name) for name in EDITED}
    return page(
        visit, "pages/orders/edit.html", order=order, values=values, problem=None, conflict=None, form=None
    )


@router.post("/orders/{order_id}/edit")
async def save(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Save what was typed; when somebody else was faster, show both sides."""
    changes = {name: form.text(name) for name in EDITED}
    for name in ("po_received_on", "estimated_ship_date"):
        changes[name] = changes[name] or None  # type: ignore[assignment]
    try:
        await visit.api.send("PATCH", f"{API}/{order_id}", changes, version=form.version)
    except ApiProblem as problem:
        order = await visit.api.get(f"{API}/{order_id}")
        found = conflict(problem, form, EDITED)
        return page(visit, "pages/orders/edit.html", status=problem.status, order=order, values=form.shown(),
                    problem=None if found else problem, conflict=found, form=form)  # fmt: skip
    visit.say("Saved.")
    return RedirectResponse(f"/orders/{order_id}", 303)
