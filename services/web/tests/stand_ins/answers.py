"""How services answer: a body, a problem, a page of a list with its columns and totals."""

from collections.abc import Callable, Mapping
from typing import Any

import httpx2

from stand_ins.varied import varied
from web.api import orders

Answer = Callable[[httpx2.Request], httpx2.Response]


def said(body: Any, status: int = 200, **headers: str) -> Answer:
    """An answer of a service in JSON."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx2.Response(status, json=body, headers=named)


def refused(status: int, title: str = "No", detail: str = "Do something else.", **more: Any) -> Answer:
    """A problem as services say it."""
    return lambda _: httpx2.Response(status, json={"title": title, "detail": detail, "trace_id": "t1"} | more)


def listed(*rows: Mapping[str, Any], next: str | None = None) -> Answer:
    """A page of these rows: of each its id and, where columns are asked for, these alone."""

    def page(request: httpx2.Request) -> httpx2.Response:
        wanted = {"id", *asked} if (asked := request.url.params.get("cols", "").split(",")) != [""] else None
        items = [{key: row[key] for key in row if wanted is None or key in wanted} for row in rows]
        return said({"items": items, "next": next})(request)

    return page


def totalled(count: int, **sums: list[dict[str, str]]) -> Answer:
    """So many rows, and the sums of their columns."""
    return said({"count": count, "sums": sums})


@varied
def column() -> orders.ColumnView:
    """A column of a list; every service describes columns alike."""
    return orders.ColumnView(
        key="number",
        label="Number",
        kind="text",
        default=True,
        sortable=True,
        filterable=True,
        searchable=False,
        operators=["eq", "ne", "has"],
        values=[],
        nullable=False,
        summed=False,
        sorted=None,
        leads_to=None,
        named_by=None,
    )
