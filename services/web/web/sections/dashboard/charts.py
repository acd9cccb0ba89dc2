"""The charts of the dashboard: what is drawn, the same as a table, and in a sentence. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.language import term
from web.api import reporting
from web.deals.deal import FULFILLED
from web.live.wants import Want
from web.rendering import query
from web.sections.dashboard.tiles import between, link, others, whole

STAGES = {
    "drafted": "Quotes drafted",
    "sent": "Quotes sent",
    "accepted": "Quotes accepted",
    "ordered": "Orders placed",
    "released": "Orders released",
    "shipped": "Orders fulfilled",
    "invoiced": "Invoices issued",
    "paid": "Invoices paid",
}
STOPPED = ("draft", "closed", "cancelled")


@dataclass(frozen=True)
class Cell:
    """One cell of a table; with an address it is a link."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Chart:
    """One picture; ``drawn`` is what the script draws, as JSON."""

    key: str
    title: str
    summary: str
    columns: tuple[str, ...]
    rows: list[list[Cell]]
    drawn: str
    empty: bool


def charts(overview: reporting.Overview, want: Want) -> list[Chart]:
    """All of them."""
    return [
        _sales(overview),
        _territories(overview, want),
        _funnel(overview),
        _products(overview),
        _standing(overview),
    ]


def _chart(
    key: str, title: str, summary: str, columns: Sequence[str], rows: list[list[Cell]], **drawn: Any
) -> Chart:
    numbers = drawn.get("values", []) + drawn.get("current", []) + drawn.get("previous", [])
    empty = not any(numbers)
    content = json.dumps({"kind": key, **drawn}, separators=(",", ":"), ensure_ascii=False)
    return Chart(
        key, title, "Nothing in this period yet." if empty else summary, tuple(columns), rows, content, empty
    )


def _sales(overview: reporting.Overview) -> Chart:
    series, currency = overview["sales"], overview["currency"]
    now, before = series["current"], series["previous"]
    by_month = series["by"] == "month"
    this, earlier_one = (between(overview[which], overview["today"]) for which in ("current", "previous"))
    reached = [point for point in now if point["on"] <= overview["today"]]
    best = max(reached, key=lambda point: Decimal(point["net"]), default=None)
    rows = []
    for place in range(max(len(now), len(before))):
        current = now[place] if place < len(now) else None
        earlier = before[place] if place < len(before) else None
        rows.append([
            Cell(_day((now if place < len(now) else before)[place]["on"], by_month)),
            Cell(whole(current["net"]) if current and current in reached else "–"),
            Cell(whole(earlier["net"]) if earlier else "–"),
        ])  # fmt: skip
    best_words = f"Best: {_day(best['on'], by_month)} with {currency} {whole(best['net'])}." if best else ""
    return _chart(
        "sales",
        "Sales by month" if by_month else "Sales by day",
        f"Placed less cancelled, net, beside {earlier_one}. {best_words}{_apart(overview)}",
        (
            "Month" if by_month else "Day",
            f"{this}, {currency}",
            f"{earlier_one}, {currency}",
        ),
        rows,
        labels=[_day(point["on"], by_month) for point in now] + [""] * (len(rows) - len(now)),
        current=[float(point["net"]) if point in reached else None for point in now],
        previous=[float(point["net"]) for point in before],
        names=[this, earlier_one],
        unit=currency,
    )


def _apart(overview: reporting.Overview) -> str:
    """Which sales are not in the picture: those in other currencies."""
    found = next((others(tile["others"]) for tile in overview["tiles"] if tile["key"] == "sales_placed"), "")
    return f" Not drawn: {found}." if found else ""


def _day(iso: str, by_month: bool) -> str:
    day = date.fromisoformat(iso)
    return f"{day:%b %Y}" if by_month else f"{day.day} {day:%b}"


def _territories(overview: reporting.Overview, want: Want) -> Chart:
    rows = overview["by_territory"]
    href = [query({"period": want.period, "territory": row["key"]}) if row["key"] else "" for row in rows]
    return _shares("territories", "Sales by territory", "Territory", rows, overview["currency"], href)


def _products(overview: reporting.Overview) -> Chart:
    rows = overview["by_product"]
    return _shares(
        "products", "Best-selling products", "Product", rows, overview["currency"], [""] * len(rows)
    )


def _shares(
    key: str, title: str, what: str, rows: Sequence[reporting.Share], currency: str, hrefs: list[str]
) -> Chart:
    names = [row["label"] or f"No {what.lower()}" for row in rows]
    total = sum((Decimal(row["net"]) for row in rows), Decimal(0))
    first = f"{names[0]} leads with {currency} {whole(rows[0]['net'])}" if rows else ""
    share = (
        f", {Decimal(rows[0]['net']) / total * 100:.0f} % of what is shown." if rows and total > 0 else "."
    )
    return _chart(
        key,
        title,
        first + share,
        (what, f"Net, {currency}"),
        [
            [Cell(name, href), Cell(whole(row["net"]))]
            for name, row, href in zip(names, rows, hrefs, strict=True)
        ],
        labels=names,
        values=[float(row["net"]) for row in rows],
        unit=currency,
    )


def _funnel(overview: reporting.Overview) -> Chart:
    rows, currency = overview["funnel"], overview["currency"]
    counts = {row["stage"]: row["documents"] for row in rows}
    sent, ordered, paid = (counts.get(stage, 0) for stage in ("sent", "ordered", "paid"))
    summary = f"{_many(sent, 'quote')} sent, {_many(ordered, 'order')} placed, {_many(paid, 'invoice')} paid."
    return _chart(
        "funnel",
        "From quote to payment",
        summary,
        ("Step", "Documents", f"Gross, {currency}"),
        [
            [
                Cell(STAGES.get(row["stage"], row["stage"])),
                Cell(str(row["documents"])),
                Cell(_amounts(row["gross"], row["others"])),
            ]
            for row in rows
        ],
        labels=[STAGES.get(row["stage"], row["stage"]) for row in rows],
        values=[row["documents"] for row in rows],
        unit="",
    )


def _amounts(ours: str, apart: Sequence[reporting.Money]) -> str:
    return f"{whole(ours)}, {others(apart)}" if apart else whole(ours)


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _standing(overview: reporting.Overview) -> Chart:
    rows, currency = overview["orders_by_status"], overview["currency"]
    moving = sum(row["documents"] for row in rows if row["status"] not in STOPPED)
    return _chart(
        "standing",
        "Orders by status",
        f"{_many(moving, 'order')} under way now.",
        ("Status", "Orders", f"Net, {currency}"),
        [
            [
                Cell(_status(row), link(row["link"])),
                Cell(str(row["documents"])),
                Cell(_amounts(row["net"], row["others"])),
            ]
            for row in rows
        ],
        labels=[_status(row) for row in rows],
        values=[row["documents"] for row in rows],
        unit="",
    )


def _status(row: reporting.Standing) -> str:
    return FULFILLED.get(row["status"]) or term(row["status"])
