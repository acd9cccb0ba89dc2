"""The pages of job orders and purchase requests: what is made or bought for a line, and its completion."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import fulfillment
from web.api.operation import Command, Get
from web.deals import deal
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.lists.spec import Row
from web.rendering import page
from web.sections.fulfillment import serials
from web.visit import SignedIn, Visit

Supply = fulfillment.JobOrderView | fulfillment.PurchaseRequestView
router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What differs between making and buying."""

    path: str
    title: str
    singular: str
    listed: Get[Row]
    read: Callable[[str], Get[Supply]]
    finish: Callable[[str], Command[Supply]]
    verb: str  # of the command and the button
    permission: str
    said: str
    numbered: bool  # whether serial numbers are reported


JOB = Kind(
    path="/job-orders",
    title=N_("Job Orders"),
    singular=N_("job order"),
    listed=fulfillment.list_job_orders(),
    read=fulfillment.read_job_order,
    finish=fulfillment.complete_job_order,
    verb="complete",
    permission="fulfillment.production",
    said=N_("Completed. The units are reserved for their order."),
    numbered=True,
)
PURCHASE = Kind(
    path="/purchase-requests",
    title=N_("Purchase Requests"),
    singular=N_("purchase request"),
    listed=fulfillment.list_purchase_requests(),
    read=fulfillment.read_purchase_request,
    finish=fulfillment.receive_purchase,
    verb="receive",
    permission="fulfillment.purchasing",
    said=N_("Received. The units are reserved for their order."),
    numbered=False,
)
FLOW = {"open": ("now", "next"), "done": ("done", "done")}


@router.get("/job-orders/{id}")
async def show_job(visit: SignedIn, id: str) -> Response:
    """What production has to make."""
    return await _show(visit, JOB, id)


@router.post("/job-orders/{id}/complete")
async def complete(visit: SignedIn, id: str, form: Sent) -> Response:
    """Production is done, with these serial numbers."""
    return await _finish(visit, JOB, id, form)


@router.get("/purchase-requests/{id}")
async def show_purchase(visit: SignedIn, id: str) -> Response:
    """What purchasing has to get."""
    return await _show(visit, PURCHASE, id)


@router.post("/purchase-requests/{id}/receive")
async def receive(visit: SignedIn, id: str, form: Sent) -> Response:
    """The bought units came in."""
    return await _finish(visit, PURCHASE, id, form)


async def _finish(visit: Visit, kind: Kind, id: str, form: Form) -> Response:
    body: dict[str, Any] = dict(form.filled("on"))
    if kind.numbered:
        body["serial_numbers"] = serials.read(form.text("serial_numbers"))
    try:
        await visit.api.send(kind.finish(id), body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _show(visit, kind, id, problem, form.shown())
    visit.say(kind.said)
    return RedirectResponse(f"{kind.path}/{id}", 303)


async def _show(visit: Visit, kind: Kind, id: str, problem: ApiProblem | None = None,
                values: dict[str, Any] | None = None) -> Response:  # fmt: skip
    found, trace, names = await asyncio.gather(
        visit.api.get(kind.read(id)), deal.trace_of(visit, id), visit.names()
    )
    now, then = FLOW.get(found["status"], ("done", "bad"))
    last = _("Cancelled") if found["status"] == "cancelled" else kind.verb.capitalize() + "d"
    wrong = dict(problem.fields) if problem else {}
    if problem and "serial" in str(problem.body.get("type", "")):
        wrong["serial_numbers"] = problem.detail
    return page(
        visit,
        "sections/fulfillment/supply.html",
        status=problem.status if problem else 200,
        found=found,
        kind=kind,
        trace=trace,
        names=names,
        steps=[("open", _("Open"), now), ("end", last, then)],
        standing=deal.standing(trace, found["id"], visit.documents),
        related=deal.related(found["id"], trace["documents"], visit.page_of),
        open=found["status"] == "open" and visit.may(kind.permission),
        problem=problem,
        wrong=wrong,
        values=values or {},
        base=f"{kind.path}/{found['id']}",
    )
