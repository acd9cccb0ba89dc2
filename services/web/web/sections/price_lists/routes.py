"""The addresses of price lists."""

import asyncio
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _, ngettext
from web.api import catalog
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.rates import fraction, percent
from web.rendering import page
from web.sections.price_lists.pasting import Row, pasted, prices_of, read, with_products
from web.times import in_words
from web.visit import SignedIn, Visit, needs

FIELDS = ("name", "currency", "valid_from", "valid_until", "mode", "max_discount", "prices")
AT_ONCE = 100
router = APIRouter()


@router.get("/price-lists/new", dependencies=[needs("catalog.price")])
async def begin(visit: SignedIn, copy: str = "") -> Response:
    """A form, empty or with the prices of another list."""
    values = {"mode": "adjustable", "max_discount": "0"}
    if like := (await visit.api.find(catalog.read_price_list(copy)) if copy else None):
        values = {"name": like["name"], "currency": like["currency"], "mode": like["mode"]}
        values |= {"max_discount": percent(like["max_discount"] or "0"), "prices": pasted(like["prices"])}
    return _form(visit, values)


@router.post("/price-lists/new")
async def issue(visit: SignedIn, form: Sent) -> Response:
    """Show what the paste is understood to say, or issue it."""
    known = await _known(visit, rows := read(form.text("prices")))
    rows = with_products(rows, known)
    if form.text("do") != "issue" or not rows or any(row.wrong for row in rows):
        return _form(visit, form.shown(), rows, known, checked=True)
    prices = prices_of(rows, known)
    try:
        answer = await visit.api.send(
            catalog.issue_price_list(), _body(form) | {"prices": prices}, key=form.key
        )
    except ApiProblem as problem:
        named = _named(problem, prices, known)
        return _form(visit, form.shown(), rows, known, checked=True, problem=named)
    visit.say(
        ngettext(
            "%(name)s is issued for %(n)s product.",
            "%(name)s is issued for %(n)s products.",
            len(prices),
            name=answer.body["name"],
        )
    )
    return RedirectResponse(f"/price-lists/{answer.body['id']}", 303)


@router.get("/price-lists/{price_list_id}")
async def detail(visit: SignedIn, price_list_id: str, q: str = "") -> Response:
    """The list with its prices, or those that hold the words."""
    return await _show(visit, price_list_id, q)


@router.post("/price-lists/{price_list_id}/withdraw")
async def withdraw(visit: SignedIn, price_list_id: str, form: Sent) -> Response:
    """End it early; earlier lists that still run hold again."""
    body = form.given("valid_until")
    command = catalog.withdraw_price_list(price_list_id)
    try:
        answer = await visit.api.send(command, body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _show(visit, price_list_id, "", problem)
    visit.say(
        _(
            "It ends on %(valid_until)s. Lists that began earlier hold again.",
            valid_until=in_words(answer.body["valid_until"]),
        )
    )
    return RedirectResponse(f"/price-lists/{price_list_id}", 303)


async def _show(visit: Visit, price_list_id: str, q: str, problem: ApiProblem | None = None) -> Response:
    found = await visit.api.get(catalog.read_price_list(price_list_id))
    words = q.lower().split()
    prices = [
        price
        for price in found["prices"]
        if all(word in f"{price['number']} {price['name']}".lower() for word in words)
    ]
    return page(
        visit,
        "sections/price_lists/price_list.html",
        status=problem.status if problem else 200,
        found=found,
        prices=prices,
        costed=any("cost" in price for price in found["prices"]),
        q=q,
        problem=problem,
    )


async def _known(visit: Visit, rows: list[Row]) -> dict[str, catalog.ProductsItem]:
    """The products that the rows name, by number in capitals."""
    named = sorted(
        {text for row in rows for text in (row.product, row.product.upper()) if text and "," not in text}
    )
    parts = [named[at : at + AT_ONCE] for at in range(0, len(named), AT_ONCE)]
    asked = [{"number": ",".join(part), "limit": 200, "cols": "id,number,name"} for part in parts]
    pages = await asyncio.gather(*(visit.api.get(catalog.list_products(), one) for one in asked))
    return {row["number"].upper(): row for one in pages for row in one["items"]}


def _body(form: Form) -> dict[str, Any]:
    body: dict[str, Any] = {"name": form.text("name"), "valid_from": form.text("valid_from")}
    body |= form.filled("currency", "valid_until") | {"mode": form.text("mode") or "adjustable"}
    return body | {"max_discount": fraction(form.text("max_discount") or "0")}


def _named(
    problem: ApiProblem, prices: list[dict[str, Any]], known: Mapping[str, catalog.ProductsItem]
) -> ApiProblem:
    """The problem with the product's number where the service counts prices."""
    numbers = {row["id"]: row["number"] for row in known.values()}
    errors = []
    for error in problem.body.get("errors") or []:
        parts = str(error.get("pointer", "")).lstrip("#/").removeprefix("body/").split("/")
        if parts[0] == "prices" and len(parts) > 1 and parts[1].isdecimal() and int(parts[1]) < len(prices):
            error = error | {"pointer": numbers.get(prices[int(parts[1])]["product_id"], error["pointer"])}
        errors.append(error)
    return ApiProblem(problem.status, problem.body | {"errors": errors})


def _form(
    visit: Visit,
    values: dict[str, Any],
    rows: list[Row] | None = None,
    known: Mapping[str, catalog.ProductsItem] | None = None,
    *,
    checked: bool = False,
    problem: ApiProblem | None = None,
) -> Response:
    wrong = [row for row in rows or [] if row.wrong]
    refused = problem.status if problem else 422 if wrong else 200
    return page(
        visit,
        "sections/price_lists/form.html",
        status=refused,
        values=dict.fromkeys(FIELDS, "") | values,
        rows=rows or [],
        wrong=wrong,
        known=known or {},
        checked=checked,
        ready=bool(rows) and not wrong,
        problem=problem,
    )
