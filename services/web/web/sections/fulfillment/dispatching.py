"""Sending a shipment: which quantities leave, with which serial numbers, and how they travel."""

import asyncio
from decimal import Decimal
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import fulfillment
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.fulfillment import serials
from web.visit import SignedIn, Visit

router = APIRouter()


@router.get("/delivery-orders/{delivery_order_id}/dispatch")
async def ask(visit: SignedIn, delivery_order_id: str) -> Response:
    """The form, filled with all that is reserved and with the numbers that production reported."""
    if not visit.may("fulfillment.dispatch"):
        raise HTTPException(403)
    return await _form(visit, delivery_order_id, None)


@router.post("/delivery-orders/{delivery_order_id}/dispatch")
async def dispatch(visit: SignedIn, delivery_order_id: str, form: Sent) -> Response:
    """Send what was ticked."""
    body: dict[str, Any] = {name: form.text(name) for name in ("carrier", "vehicle", "tracking")}
    body |= form.filled("on") | {"lines": _lines(form)}
    if not body["lines"]:
        nothing = {"title": _("Nothing would leave"), "detail": _("Give the quantity of at least one line.")}
        return await _form(visit, delivery_order_id, form, ApiProblem(422, nothing))
    try:
        command = fulfillment.dispatch_delivery_order(delivery_order_id)
        answer = await visit.api.send(command, body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _form(visit, delivery_order_id, form, problem)
    sent = answer.body["shipments"][-1]
    visit.say(_("%(number)s is on its way.", number=sent["number"]))
    return RedirectResponse(f"/shipments/{sent['id']}", 303)


def _lines(form: Form) -> list[dict[str, Any]]:
    found = []
    for line_id in form.texts("line"):
        quantity = form.text(f"quantity/{line_id}").replace(",", ".")
        if quantity.strip("0.") != "":
            found.append({"line_id": line_id, "quantity": quantity,
                          "serial_numbers": serials.read(form.text(f"serials/{line_id}"))})  # fmt: skip
    return found


async def _form(
    visit: Visit, delivery_order_id: str, form: Form | None, problem: ApiProblem | None = None
) -> Response:
    order, picks = await asyncio.gather(
        visit.api.get(fulfillment.read_delivery_order(delivery_order_id)),
        visit.api.get(fulfillment.read_pick_list(delivery_order_id)),
    )
    lines = [line for line in order["lines"] if Decimal(line["reserved"]) > 0]
    values = form.shown() if form else _suggested(order, lines, picks)
    return page(visit, "sections/fulfillment/dispatch.html", status=problem.status if problem else 200,
                order=order, lines=lines, values=values, problem=problem,
                wrong=serials.wrong(problem, lines))  # fmt: skip


def _suggested(
    order: fulfillment.DeliveryOrderView,
    lines: list[fulfillment.LineView],
    picks: fulfillment.PickList,
) -> dict[str, str]:
    """All that is reserved; of the numbers that production reported, those that have not left."""
    left = {
        number for one in order["shipments"] for line in one["lines"] for number in line["serial_numbers"]
    }
    made = {pick["line_id"]: [n for n in pick["made"] if n not in left] for pick in picks["lines"]}
    values: dict[str, str] = {}
    for line in lines:
        quantity = Decimal(line["reserved"])
        values[f"quantity/{line['line_id']}"] = f"{quantity.normalize():f}"
        values[f"serials/{line['line_id']}"] = "\n".join(made.get(line["line_id"], [])[: int(quantity)])
    return values
