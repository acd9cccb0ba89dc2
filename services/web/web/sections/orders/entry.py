"""Entering an order: from an accepted quote, by a quote's number, or from blank. A quote is ordered once."""

import asyncio
from typing import Any

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import crm, orders, quotes
from web.deals.parties import party
from web.forms import Form, Sent, misread
from web.gateway import ApiProblem
from web.rendering import fragment, page
from web.sections.orders import fields, lookups
from web.sections.orders.editing import priced, saved_as_draft, typed, window
from web.visit import SignedIn, Visit

SHOWN = "id,number,client_name,project,net,decided_on"
router = APIRouter()


class Accepted(quotes.QuotesItem):
    """An accepted quote with the order that it became, if it is there."""

    order: orders.OrdersItem | None


@router.get("/orders/new")
async def ways(visit: SignedIn, quote: str = "", quote_number: str = "", q: str = "") -> Response:
    """The three ways side by side; a quote that has its order leads to it."""
    _must_write(visit)
    if quote:
        order = await order_of(visit, quote)
        if order is not None:
            return _lead_to(visit, order)
    return await _ways(visit, quote=quote, number=quote_number, q=q)


@router.post("/orders/new")
async def generate(visit: SignedIn, form: Sent) -> Response:
    """Generate SO: open the one order of the accepted quote, named by its id or its number."""
    body = form.filled("quote_id") or {"quote_number": form.text("quote_number")}
    if not any(body.values()):
        empty = ApiProblem(422, {"title": _("No quote is named"), "detail": _("Type the number of a quote.")})
        return await _ways(visit, problem=empty)
    try:
        order = (await visit.api.send(orders.add_order(), body, key=form.key)).body
    except ApiProblem as problem:
        return await _ways(visit, number=form.text("quote_number"), quote=form.text("quote_id"),
                           problem=problem)  # fmt: skip
    return _lead_to(visit, order)


def _must_write(visit: Visit) -> None:
    """A form is not shown to who may not send it; the services decide anyway."""
    if not visit.may("orders.write"):
        raise HTTPException(403)


def _lead_to(visit: Visit, order: orders.OrderView | orders.OrdersItem) -> Response:
    if order["status"] != "draft":
        visit.say(_("This quote was ordered already: %(number)s.", number=order["number"]), "warn")
        return RedirectResponse(f"/orders/{order['id']}", 303)
    visit.say(_("%(number)s is filled in from the quote. Check it, then place it.", number=order["number"]))
    return RedirectResponse(f"/orders/{order['id']}/edit", 303)


async def order_of(visit: Visit, quote_id: str) -> orders.OrdersItem | None:
    """The order that a quote became, if it is there."""
    asked = {"quote_id": quote_id, "cols": "id,number,status", "limit": 1}
    found = (await visit.api.get(orders.list_orders(), asked))["items"]
    return found[0] if found else None


async def _ways(
    visit: Visit, *, quote: str = "", number: str = "", q: str = "", problem: ApiProblem | None = None
) -> Response:
    accepted, (preview, refused) = await asyncio.gather(_accepted(visit, q), _looked_up(visit, number))
    status = problem.status if problem else 200  # a number that leads nowhere is an answer, no failed command
    problem = problem or refused
    return page(visit, "sections/orders/new.html", status=status, accepted=accepted,
                quote=quote, number=number, q=q, preview=preview, problem=problem,
                other=other_order(problem))  # fmt: skip


async def _looked_up(visit: Visit, number: str) -> tuple[orders.OrderView | None, ApiProblem | None]:
    """The draft that a typed number stands for, or why there is none."""
    if not number:
        return None, None
    try:
        return await visit.api.get(orders.prefill_order(), {"quote_number": number}), None
    except ApiProblem as problem:
        return None, problem


def other_order(problem: ApiProblem | None) -> dict[str, Any] | None:
    """The order that a refusal names, when the quote was ordered already."""
    named = problem.body.get("order") if problem else None
    return dict(named) if isinstance(named, dict) and named.get("id") else None


async def _accepted(visit: Visit, q: str) -> list[Accepted]:
    """The newest accepted quotes with their ``order``, if it is there; what is still to be placed first."""
    if not visit.may("quotes.read"):
        return []
    asked = {"status": "accepted", "sort": "-number", "limit": 25, "cols": SHOWN} | ({"q": q} if q else {})
    found = await visit.api.find(quotes.list_quotes(), asked)
    rows = found["items"] if found else []
    if not rows:
        return []
    asked = {"quote_id": ",".join(row["id"] for row in rows), "cols": "id,number,status,quote_id",
             "limit": 200}  # fmt: skip
    ordered = {row["quote_id"]: row for row in (await visit.api.get(orders.list_orders(), asked))["items"]}
    accepted: list[Accepted] = [{**row, "order": ordered.get(row["id"])} for row in rows]
    return sorted(accepted, key=lambda row: row["order"] is not None and row["order"]["status"] != "draft")


@router.get("/orders/new/blank")
async def blank(visit: SignedIn, client: str = "") -> Response:
    """An empty window; today is suggested as the day of the order."""
    _must_write(visit)
    values = {"ordered_on": visit.today, "client": client}
    return await window(visit, None, await _with_addresses(visit, values))


@router.post("/orders/new/blank")
async def save_blank(visit: SignedIn, form: Sent) -> Response:
    """Price what was typed, or save it as a draft, or save and place it."""
    values, spare = typed(form)
    products, wrong = await lookups.products(visit, values)
    parties: dict[str, str | None] = {}
    for kind in ("client", "distributor"):
        parties[kind], words = await party(visit, kind, values.get(kind, ""))
        wrong |= {kind: words} if words else {}
    only_priced = form.text("do") not in ("", "save", "place")
    if only_priced and not values.get("client"):
        wrong.pop("client", None)
    if wrong:
        return await window(visit, None, values, problem=misread(wrong), spare=spare,
                      status=200 if only_priced else 422)  # fmt: skip
    asked = {"lines": fields.lines(values, products), **_optional(values)}
    if only_priced:
        price = await priced(visit, asked | ({"client_id": parties["client"]} if parties["client"] else {}))
        return await window(visit, None, await _with_addresses(visit, values), price=price, spare=spare)
    body = fields.head(values) | asked | {"client_id": parties["client"]}
    return await _drafted(visit, values, form, body | {"distributor_id": parties["distributor"]})


async def _drafted(visit: Visit, values: fields.Values, form: Form, body: dict[str, Any]) -> Response:
    try:
        order = (await visit.api.send(orders.add_order(), body, key=form.key)).body
    except ApiProblem as problem:
        return await window(visit, None, values, problem=problem)
    return await saved_as_draft(visit, order, form)


def _optional(values: fields.Values) -> dict[str, Any]:
    given = {name: values[name] for name in ("ordered_on", "currency") if values.get(name)}
    return given | fields.freight(values)


async def _with_addresses(visit: Visit, values: fields.Values) -> fields.Values:
    """The values with the client's own addresses where none was typed."""
    id, _ = await party(visit, "client", values.get("client", ""))
    client = await visit.api.find(crm.read_client(id)) if id else None
    if client is None:
        return values
    filled = {"client": f"{client['number']} {client['name']}"}
    for name in fields.ADDRESSES:
        address = client["shipping_address"] if name == "shipping_address" else client["billing_address"]
        parts = {f"{name}/{part}": str(address.get(part) or "") for part in fields.PLACE}
        if not any(values.get(part) for part in parts):
            filled |= parts
    return values | filled


@router.get("/orders/new/suggestions/{kind}")
async def suggest(visit: SignedIn, kind: str, q: str = "") -> Response:
    """Entries for the list below a field, as it is typed."""
    hits = await lookups.suggestions(visit, kind, q.strip())
    return fragment(visit, "deals/picks.html", hits=hits, q=q)
