"""The page of a service order: what is to be performed for whom, and what of it was."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import fulfillment
from web.deals import deal
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.visit import SignedIn, Visit

FLOW = {"open": ("now", "next"), "performed": ("done", "done")}
router = APIRouter()


@router.get("/service-orders/{id}")
async def show(visit: SignedIn, id: str) -> Response:
    """What is to be performed, and the form that confirms it."""
    return await _show(visit, id)


@router.post("/service-orders/{id}/perform")
async def perform(visit: SignedIn, id: str, form: Sent) -> Response:
    """It was performed, all of it or a part."""
    body: dict[str, Any] = dict(form.filled("on", "note"))
    if form.text("quantity"):
        body["quantity"] = form.text("quantity").replace(",", ".")
    try:
        await visit.api.send(fulfillment.perform_service(id), body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _show(visit, id, problem, form.shown())
    visit.say(_("Confirmed. It is being invoiced."))
    return RedirectResponse(f"/service-orders/{id}", 303)


async def _show(visit: Visit, id: str, problem: ApiProblem | None = None,
                values: dict[str, Any] | None = None) -> Response:  # fmt: skip
    found, trace, names = await asyncio.gather(
        visit.api.get(fulfillment.read_service_order(id)), deal.trace_of(visit, id), visit.names()
    )
    now, then = FLOW.get(found["status"], ("done", "bad"))
    last = _("Cancelled") if found["status"] == "cancelled" else _("Performed")
    begun = found["status"] == "open" and found["performances"]
    return page(
        visit,
        "sections/fulfillment/service_order.html",
        status=problem.status if problem else 200,
        found=found,
        state="partially_performed" if begun else found["status"],
        trace=trace,
        names=names,
        steps=[("open", _("Partially performed") if begun else _("Open"), now), ("end", last, then)],
        standing=deal.standing(trace, found["id"], visit.documents),
        related=deal.related(found["id"], trace["documents"], visit.page_of),
        open=found["status"] == "open" and visit.may("fulfillment.dispatch"),
        problem=problem,
        values=values or {},
        base=f"/service-orders/{found['id']}",
    )
