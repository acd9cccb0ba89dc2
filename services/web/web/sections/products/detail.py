"""Showing a product with its prices, what it fits, its documents, what it sold and what was done with it."""

import asyncio
from collections.abc import Awaitable, Sequence
from typing import Any

from starlette.responses import Response

from chassis.language import N_, _
from web.api import fulfillment, reporting
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.products import lifecycle
from web.sections.products.kinds import DEVICE, OPTION, SERVICE, Kind, Product, Row
from web.sections.products.prices import asked_price
from web.visit import Visit

LABELS = {
    "prices": N_("Prices"),
    "options": N_("Options"),
    "devices": N_("Devices"),
    "documents": N_("Documents"),
    "sales": N_("Sales"),
    "history": N_("History"),
}
ROWS = "id,number,name,category,total_price,lead_time_days,active,sales_approved"
MOST = 200
Json = dict[str, Any]


async def show(visit: Visit, kind: Kind, id: str, tab: str, problem: ApiProblem | None = None) -> Response:
    """The page with one of its tabs."""
    product = await visit.api.get(kind.read(id))
    tab = tab if tab in _tabs(visit, kind) else "summary"
    stock, documents, names, shown = await asyncio.gather(
        _stock(visit, kind, id),
        visit.api.get(kind.documents(id)),
        visit.names(),
        _of_tab(visit, kind, product, tab),
    )
    pictures = [one for one in documents if one["media_type"].startswith("image/")]
    return page(
        visit,
        "sections/products/product.html",
        status=problem.status if problem else 200,
        kind=kind,
        product=product,
        base=f"{kind.path}/{id}",
        steps=lifecycle.bar(product),
        next=lifecycle.next_step(product, visit.may),
        more=lifecycle.other_steps(product, visit.may),
        sold=lifecycle.sold(product),
        stock=stock,
        documents=documents,
        picture=pictures[-1] if pictures else None,
        names=names,
        tab=tab,
        tabs=[("summary", _("Summary"), None)]
        + [
            (key, _(LABELS[key]), len(documents) if key == "documents" else None)
            for key in _tabs(visit, kind)
        ],
        problem=problem,
        **shown,
    )


def _tabs(visit: Visit, kind: Kind) -> list[str]:
    fitting = {DEVICE.path: ["options"], OPTION.path: ["devices"]}.get(kind.path, [])
    sales = ["sales"] if visit.may("reports.read") else []
    return ["prices", *fitting, "documents", *sales, "history"]


async def _of_tab(visit: Visit, kind: Kind, product: Product, tab: str) -> Json:
    reading: dict[str, Awaitable[Json]] = {}
    if tab in ("options", "devices"):
        reading[tab] = _fitting(visit, kind, product)
    elif tab == "prices":
        reading[tab] = asked_price(visit, product)
    elif tab == "sales":
        reading[tab] = _sales(visit, product["id"])
    elif tab == "history":
        reading[tab] = _history(visit, kind, product["id"])
    return await reading[tab] if tab in reading else {}


async def _fitting(visit: Visit, kind: Kind, product: Product) -> Json:
    """Options that were made for the device, or devices that the option fits."""
    asked = {"limit": MOST, "cols": ROWS}
    if kind is DEVICE:
        theirs, for_all = await asyncio.gather(
            _rows(visit, OPTION, asked | {"fits.has": product["id"]}),
            _rows(visit, OPTION, asked | {"fits": ""}),
        )
        return {"rows": theirs, "for_all": for_all, "other": OPTION}
    rows = await _rows(visit, DEVICE, asked | {"id": ",".join(product["fits"])}) if product["fits"] else []
    return {"rows": rows, "for_all": [], "other": DEVICE}


async def _rows(visit: Visit, kind: Kind, asked: Json) -> Sequence[Row]:
    return (await visit.api.get(kind.listed, asked))["items"]


async def _stock(visit: Visit, kind: Kind, id: str) -> fulfillment.StockView | None:
    if kind is SERVICE or not visit.may("fulfillment.read"):
        return None
    return await visit.api.find(fulfillment.read_stock(id))


async def _sales(visit: Visit, id: str) -> Json:
    """What was booked of it, newest month first, and all of it together."""
    report = await visit.api.find(reporting.read_sales(), {"by": "product", "period": "month"})
    rows = [row for row in report["rows"] if row["key"] == id] if report else []
    return {"sales": sorted(rows, key=lambda row: str(row["period"]), reverse=True)}


async def _history(visit: Visit, kind: Kind, id: str) -> Json:
    return {"history": await visit.api.find(kind.history(id)) or []}
