"""What clients tell after the order was placed: purchase order, notes, conditions, a call before delivery."""

from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import orders
from web.conflicts import Conflict, conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.orders.fields import LABELS, values_of
from web.visit import SignedIn, Visit

TEXTS = (
    "customer_po",
    "po_received_by",
    "project",
    "external_ref",
    "description",
    "delivery_conditions",
    "acceptance_conditions",
    "payment_conditions",
)
NOTES = (*TEXTS, "po_received_on", "call_before_delivery")
router = APIRouter()


@router.get("/orders/{order_id}/notes")
async def ask(visit: SignedIn, order_id: str) -> Response:
    """The form of what a placed order still takes."""
    return await _form(visit, order_id)


@router.post("/orders/{order_id}/notes")
async def save(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Enter it; what another saved in between comes up beside it."""
    body: dict[str, Any] = {name: form.text(name) for name in TEXTS}
    body |= form.given("po_received_on") | {"call_before_delivery": form.ticked("call_before_delivery")}
    try:
        await visit.api.send(orders.edit_order(order_id), body, version=form.version)
    except ApiProblem as problem:
        found = conflict(problem, form, {name: LABELS[name] for name in NOTES})
        return await _form(visit, order_id, problem, found, form)
    visit.say(_("Saved."))
    return RedirectResponse(f"/orders/{order_id}", 303)


async def _form(
    visit: Visit,
    order_id: str,
    problem: ApiProblem | None = None,
    clash: Conflict | None = None,
    form: Form | None = None,
) -> Response:
    if not visit.may("orders.write"):
        raise HTTPException(403)
    order = await visit.api.get(orders.read_order(order_id))
    return page(
        visit,
        "sections/orders/notes.html",
        status=problem.status if problem else 200,
        order=order,
        values=form.shown() if form else values_of(order),
        labels=LABELS,
        problem=problem,
        conflict=clash,
        form=form,
    )
