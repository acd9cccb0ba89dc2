"""The window of a draft: every field and line, priced by the service before it is saved."""

from typing import Any, TypedDict

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import orders
from web.conflicts import Conflict, Difference, conflict
from web.deals import freight
from web.deals.parties import party
from web.forms import Form, Sent, misread
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.orders import fields, lookups, repriced
from web.visit import SignedIn, Visit, needs

SPARE = 3
UNCOMPARED = ("currency", "lines", "freight_treatment_id")
router = APIRouter()


class Refused(TypedDict):
    """A price that could not be asked for, in the place of one."""

    lines: list[orders.PricedLine]
    totals: None
    problems: list[orders.PriceProblem]


@router.get("/orders/{order_id}/edit", dependencies=[needs("orders.write")])
async def edit(visit: SignedIn, order_id: str) -> Response:
    """The form of a draft; one that was placed is only shown."""
    order = await _open(visit, order_id)
    if order["status"] != "draft":
        visit.say(_("%(number)s is placed; its content is fixed.", number=order["number"]), "warn")
        return RedirectResponse(f"/orders/{order_id}", 303)
    return await window(visit, order, fields.values_of(order))


async def _open(visit: Visit, order_id: str) -> orders.OrderView:
    """The order; the form holds prices, so it is for those who may write and see them."""
    order = await visit.api.get(orders.read_order(order_id))
    if not visit.may("orders.write") or order["totals"] is None:
        raise HTTPException(403)
    return order


async def complete(visit: Visit, order_id: str, problem: ApiProblem) -> Response:
    """The form again, with what the order lacks to be placed at its fields."""
    order = await visit.api.get(orders.read_order(order_id))
    return await window(visit, order, fields.values_of(order), problem=problem)


@router.post("/orders/{order_id}/edit")
async def save(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Price what was typed, or save it, or save and place it; another's changes come up as a comparison."""
    order = await _open(visit, order_id)
    values, spare = typed(form)
    products, wrong = await lookups.products(visit, values)
    distributor, unknown = await party(visit, "distributor", values.get("distributor", ""))
    wrong |= {"distributor": unknown} if unknown else {}
    looking = form.text("do") not in ("", "save", "place")
    if wrong:
        return await window(visit, order, values, problem=misread(wrong), version=form.version, spare=spare,
                      status=200 if looking else 422)  # fmt: skip
    lines = fields.lines(values, products)
    if looking:
        price = await priced(visit, {"order_id": order_id, "lines": lines, **fields.freight(values)})
        return await window(visit, order, values, price=price, spare=spare, version=form.version)
    body = fields.head(values) | {"distributor_id": distributor, "lines": lines}
    if values.get("ordered_on") and values["ordered_on"] != order["ordered_on"]:
        body["ordered_on"] = values["ordered_on"]
    try:
        saved = await visit.api.send(orders.edit_order(order_id), body, version=form.version)
    except ApiProblem as problem:
        found = _clash(problem, form)
        return await window(
            visit, order, values, problem=problem, clash=found, form=form, version=form.version
        )
    return await saved_as_draft(visit, saved.body, form)


async def saved_as_draft(visit: Visit, order: orders.OrderView, form: Form) -> Response:
    """Go to the saved order, placing it first when that was wanted."""
    if form.text("do") == "place":
        command = orders.place_order(order["id"])
        try:
            await visit.api.send(command, {}, version=order["version"], key=f"{form.key}-place")
        except ApiProblem as problem:
            visit.say(_("%(number)s is saved as a draft, not placed.", number=order["number"]), "warn")
            if repriced.is_told(problem):
                return repriced.comparison(visit, order, problem)
            return await complete(visit, order["id"], problem)
        visit.say(_("%(number)s is placed. Credit is being checked.", number=order["number"]))
    else:
        visit.say(_("%(number)s is saved.", number=order["number"]))
    return RedirectResponse(f"/orders/{order['id']}", 303)


def typed(form: Form) -> tuple[fields.Values, int]:
    """What was typed, its lines packed, and how many empty lines to offer below them."""
    do = form.text("do")
    removed = int(do.partition(":")[2]) if do.startswith("remove:") and do[7:].isdigit() else -1
    return fields.packed(form.shown(), removed), 2 * SPARE if do == "lines" else SPARE


async def priced(visit: Visit, asked: dict[str, Any]) -> orders.OrderPrice | Refused | None:
    """What the lines would come to; None where the prices cannot be asked for beforehand."""
    try:
        return (await visit.api.send(orders.price_order(), asked)).body
    except ApiProblem as problem:
        if problem.status in (404, 405):
            return None
        return {"lines": [], "totals": None, "problems": [
            {"type": "", "pointer": pointer, "detail": words} for pointer, words in problem.fields.items()
        ] or [{"type": "", "pointer": "", "detail": problem.detail}]}  # fmt: skip


async def window(
    visit: Visit,
    order: orders.OrderView | None,
    values: fields.Values,
    *,
    problem: ApiProblem | None = None,
    price: orders.OrderPrice | Refused | None = None,
    clash: Conflict | None = None,
    form: Form | None = None,
    spare: int = SPARE,
    version: str = "",
    status: int = 0,
) -> Response:
    """The form of an order that is there, or of a new one."""
    rows = fields.rows_of(values)
    wrong = dict(problem.fields) if problem else {}
    for each in price["problems"] if price else []:
        wrong.setdefault(each["pointer"].lstrip("/"), each["detail"])
    for line in price["lines"] if price else []:
        wrong |= {one["pointer"].lstrip("/"): one["detail"] for one in line.get("problems", [])}
    chosen = values.get("freight_treatment_id", "")
    return page(
        visit,
        "sections/orders/edit.html" if order else "sections/orders/blank.html",
        status=status or (problem.status if problem else 200),
        order=order,
        values=values,
        rows=[*rows, *range(len(rows), len(rows) + spare)],
        price=price,
        problem=None if clash else problem,
        wrong=wrong,
        label=fields.label,
        labels=fields.LABELS,
        treatments=await freight.choices(visit, chosen, new=order is None),
        conflict=clash,
        form=form,
        version=version or (order["version"] if order else None),
    )


def _clash(problem: ApiProblem, form: Form) -> Conflict | None:
    """Saved beside typed, lines as one text each."""
    saved: orders.OrderView | None = problem.current
    if saved is None:
        return None
    theirs = fields.values_of(saved)
    labels = {name: words for name, words in fields.LABELS.items() if name not in UNCOMPARED}
    current = {**theirs, "version": saved["version"]}
    found = conflict(ApiProblem(412, {"current": current}), form, labels)
    sides = [_lines_as_text(side) for side in (theirs, fields.packed(form.shown()))]
    if found and sides[0] != sides[1]:
        found.differences.append(Difference("lines", _("Lines"), *sides))
    return found


def _lines_as_text(values: fields.Values) -> str:
    return "; ".join(_line_as_text(values, f"lines/{row}/") for row in fields.rows_of(values))


def _line_as_text(values: fields.Values, start: str) -> str:
    text = f"{values.get(start + 'quantity', '')} × {values[start + 'product']}"
    off = values.get(start + "discount") or "0"
    return text if off == "0" else f"{text} −{off} %"
