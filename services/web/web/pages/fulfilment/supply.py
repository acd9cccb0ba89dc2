"""The pages of job orders and purchase requests: what is made or bought for a line, and its completion."""

import asyncio
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.pages import deals
from web.pages.fulfilment import serials
from web.rendering import page
from web.visit import SignedIn, Visit

router = APIRouter()


@dataclass(frozen=True)
class Kind:
    """What differs between making and buying."""

    path: str
    title: str
    verb: str  # of the command and the button
    permission: str
    said: str
    numbered: bool  # whether serial numbers are reported

    @property
    def api(self) -> str:
        """Where the service keeps it."""
        return f"/api/fulfillment{self.path}"


JOB = Kind("/job-orders", "Job Orders", "complete", "fulfillment.production",
           "Completed. The units are reserved for their order.", True)  # fmt: skip
PURCHASE = Kind("/purchase-requests", "Purchase Requests", "receive", "fulfillment.purchasing",
                "Received. The units are reserved for their order.", False)  # fmt: skip
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
        await visit.api.send("POST", f"{kind.api}/{id}/{kind.verb}", body,
                             version=form.version, key=form.key)  # fmt: skip
    except ApiProblem as problem:
        return await _show(visit, kind, id, problem, form.shown())
    visit.say(kind.said)
    return RedirectResponse(f"{kind.path}/{id}", 303)


async def _show(visit: Visit, kind: Kind, id: str, problem: ApiProblem | None = None,
                values: dict[str, Any] | None = None) -> Response:  # fmt: skip
    found, trace, names = await asyncio.gather(
        visit.api.get(f"{kind.api}/{id}"), deals.trace_of(visit, id), visit.names()
    )
    now, then = FLOW.get(found["status"], ("done", "bad"))
    last = "Cancelled" if found["status"] == "cancelled" else kind.verb.capitalize() + "d"
    wrong = dict(problem.fields) if problem else {}
    if problem and "serial" in str(problem.body.get("type", "")):
        wrong["serial_numbers"] = problem.detail
    return page(
        visit,
        "pages/fulfilment/supply.html",
        status=problem.status if problem else 200,
        found=found,
        kind=kind,
        trace=trace,
        names=names,
        steps=[("open", "Open", now), ("end", last, then)],
        related=deals.related(found["id"], trace["documents"], visit.may),
        open=found["status"] == "open" and visit.may(kind.permission),
        problem=problem,
        wrong=wrong,
        values=values or {},
        base=f"{kind.path}/{found['id']}",
    )
