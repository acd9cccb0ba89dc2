"""The window of a draft: every field and line, priced by the service before it is saved."""

from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from web.conflicts import Conflict, Difference, conflict
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.pages.orders import fields, lookups, repriced
from web.pages.orders.dossier import API
from web.rendering import page
from web.visit import SignedIn, Visit

SPARE = 3
router = APIRouter()


@router.get("/orders/{order_id}/edit")
async def edit(visit: SignedIn, order_id: str) -> Response:
    """The form of a draft; one that was placed is only shown."""
    order = await visit.api.get(f"{API}/{order_id}")
    if not visit.may("orders.write"):
        raise HTTPException(403)
    if order["status"] != "draft":
        visit.say(f"{order['number']} is placed; its content is fixed.", "warn")
        return RedirectResponse(f"/orders/{order_id}", 303)
    return window(visit, order, fields.values_of(order))


async def complete(visit: Visit, order_id: str, problem: ApiProblem) -> Response:
    """The form again, with what the order lacks to be placed at its fields."""
    order = await visit.api.get(f"{API}/{order_id}")
    return window(visit, order, fields.values_of(order), problem=problem)


@router.post("/orders/{order_id}/edit")
async def save(visit: SignedIn, order_id: str, form: Sent) -> Response:
    """Price what was typed, or save it, or save and place it; another's changes come up as a comparison."""
    order = await visit.api.get(f"{API}/{order_id}")
    values, spare = typed(form)
    products, wrong = await lookups.products(visit, values)
    distributor, unknown = await lookups.party(visit, "distributor", values.get("distributor", ""))
    wrong |= {"distributor": unknown} if unknown else {}
    looking = form.text("do") not in ("", "save", "place")
    if wrong:
        return window(visit, order, values, problem=misread(wrong), version=form.version, spare=spare,
                      status=200 if looking else 422)  # fmt: skip
    lines = fields.lines(values, products)
    if looking:
        price = await priced(visit, {"order_id": order_id, "lines": lines, "freight": _freight(values)})
        return window(visit, order, values, price=price, spare=spare, version=form.version)
    body = fields.head(values) | {"distributor_id": distributor, "lines": lines}
    if values.get("ordered_on") and values["ordered_on"] != order["ordered_on"]:
        body["ordered_on"] = values["ordered_on"]
    try:
        saved = await visit.api.send("PATCH", f"{API}/{order_id}", body, version=form.version)
    except ApiProblem as problem:
        found = _clash(problem, form)
        return window(visit, order, values, problem=problem, clash=found, form=form, version=form.version)
    return await saved_as_draft(visit, saved.body, form)


async def saved_as_draft(visit: Visit, order: dict[str, Any], form: Form) -> Response:
    """Go to the saved order, placing it first when that was wanted."""
    if form.text("do") == "place":
        path = f"{API}/{order['id']}/place"
        try:
            await visit.api.send("POST", path, {}, version=order["version"], key=f"{form.key}-place")
        except ApiProblem as problem:
            visit.say(f"{order['number']} is saved as a draft, not placed.", "warn")
            if repriced.is_told(problem):
                return repriced.comparison(visit, order, problem)
            return await complete(visit, order["id"], problem)
        visit.say(f"{order['number']} is placed. Credit is being checked.")
    else:
        visit.say(f"{order['number']} is saved.")
    return RedirectResponse(f"/orders/{order['id']}", 303)


def typed(form: Form) -> tuple[fields.Values, int]:
    """What was typed, its lines packed, and how many empty lines to offer below them."""
    do = form.text("do")
    removed = int(do.partition(":")[2]) if do.startswith("remove:") and do[7:].isdigit() else -1
    return fields.packed(form.shown(), removed), 2 * SPARE if do == "lines" else SPARE


async def priced(visit: Visit, asked: dict[str, Any]) -> dict[str, Any] | None:
    """What the lines would come to; None where the prices cannot be asked for beforehand."""
    try:
        answer = await visit.api.send("POST", f"{API}/price", asked)
    except ApiProblem as problem:
        if problem.status in (404, 405):
            return None
        return {"lines": [], "totals": None, "problems": [
            {"pointer": pointer, "detail": words} for pointer, words in problem.fields.items()
        ] or [{"pointer": "", "detail": problem.detail}]}  # fmt: skip
    found: dict[str, Any] = answer.body
    return found


def misread(wrong: dict[str, str]) -> ApiProblem:
    """Entries that name nothing we know, as a problem at their fields."""
    errors = [{"pointer": f"/{pointer}", "detail": words} for pointer, words in wrong.items()]
    return ApiProblem(422, {"title": "Some entries are not clear", "errors": errors,
                            "detail": "Nothing was saved yet. Correct them, and save again."})  # fmt: skip


def window(
    visit: Visit,
    order: dict[str, Any] | None,
    values: fields.Values,
    *,
    problem: ApiProblem | None = None,
    price: dict[str, Any] | None = None,
    clash: Conflict | None = None,
    form: Form | None = None,
    spare: int = SPARE,
    version: str = "",
    status: int = 0,
) -> Response:
    """The form of an order that is there, or of a new one."""
    rows = fields.rows_of(values)
    wrong = dict(problem.fields) if problem else {}
    for each in (price or {}).get("problems", []):
        wrong.setdefault(each["pointer"].lstrip("/"), each["detail"])
    for line in (price or {}).get("lines", []):
        wrong |= {each["pointer"].lstrip("/"): each["detail"] for each in line["problems"]}
    return page(
        visit,
        "pages/orders/edit.html" if order else "pages/orders/blank.html",
        status=status or (problem.status if problem else 200),
        order=order,
        values=values,
        rows=[*rows, *range(len(rows), len(rows) + spare)],
        price=price,
        problem=None if clash else problem,
        wrong=wrong,
        label=fields.label,
        labels=fields.LABELS,
        conflict=clash,
        form=form,
        version=version or (order["version"] if order else None),
    )


def _freight(values: fields.Values) -> str:
    return fields.exact(values.get("freight", "")) or "0"


def _clash(problem: ApiProblem, form: Form) -> Conflict | None:
    """Saved beside typed, lines as one text each."""
    if problem.status != 412 or not isinstance(problem.body.get("current"), dict):
        return None
    theirs = fields.values_of(problem.body["current"])
    labels = {name: words for name, words in fields.LABELS.items() if name not in ("currency", "lines")}
    current = {**theirs, "version": problem.body["current"]["version"]}
    found = conflict(ApiProblem(412, {"current": current}), form, labels)
    sides = [_lines_as_text(side) for side in (theirs, fields.packed(form.shown()))]
    if found and sides[0] != sides[1]:
        found.differences.append(Difference("lines", "Lines", *sides))
    return found


def _lines_as_text(values: fields.Values) -> str:
    return "; ".join(_line_as_text(values, f"lines/{row}/") for row in fields.rows_of(values))


def _line_as_text(values: fields.Values, start: str) -> str:
    text = f"{values.get(start + 'quantity', '')} × {values[start + 'product']}"
    off = values.get(start + "discount") or "0"
    return text if off == "0" else f"{text} −{off} %"
