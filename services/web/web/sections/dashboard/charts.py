"""The charts of the dashboard: what is drawn, the same as a table, and in a sentence. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.language import N_, _, ngettext, term
from chassis.number_formats import day_of_month, month, with_currency
from web.api import reporting
from web.deals.deal import FULFILLED
from web.live.wants import Want
from web.rendering import query
from web.sections.dashboard.tiles import between, link, others, whole

STAGES = {
    "drafted": N_("Quotes drafted"),
    "sent": N_("Quotes sent"),
    "accepted": N_("Quotes accepted"),
    "ordered": N_("Orders placed"),
    "released": N_("Orders released"),
    "shipped": N_("Orders fulfilled"),
    "invoiced": N_("Invoices issued"),
    "paid": N_("Invoices paid"),
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
        key,
        title,
        _("Nothing in this period yet.") if empty else summary,
        tuple(columns),
        rows,
        content,
        empty,
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
    best_words = (
        _(
            "Best: %(day)s with %(amount)s.",
            day=_day(best["on"], by_month),
            amount=with_currency(whole(best["net"]), currency),
        )
        if best
        else ""
    )
    return _chart(
        "sales",
        _("Sales by month") if by_month else _("Sales by day"),
        _joined(
            _("Placed less cancelled, net, beside %(days)s.", days=earlier_one), best_words, _apart(overview)
        ),
        (
            _("Month") if by_month else _("Day"),
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
    return _("Not drawn: %(amounts)s.", amounts=found) if found else ""


def _day(iso: str, by_month: bool) -> str:
    day = date.fromisoformat(iso)
    return month(day) if by_month else day_of_month(day)


def _joined(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _territories(overview: reporting.Overview, want: Want) -> Chart:
    rows = overview["by_territory"]
    href = [query({"period": want.period, "territory": row["key"]}) if row["key"] else "" for row in rows]
    return _shares(
        "territories",
        _("Sales by territory"),
        _("Territory"),
        _("No territory"),
        rows,
        overview["currency"],
        href,
    )


def _products(overview: reporting.Overview) -> Chart:
    rows = overview["by_product"]
    return _shares(
        "products",
        _("Best-selling products"),
        _("Product"),
        _("No product"),
        rows,
        overview["currency"],
        [""] * len(rows),
    )


def _shares(
    key: str,
    title: str,
    what: str,
    nothing: str,
    rows: Sequence[reporting.Share],
    currency: str,
    hrefs: list[str],
) -> Chart:
    names = [row["label"] or nothing for row in rows]
    total = sum((Decimal(row["net"]) for row in rows), Decimal(0))
    first = (
        _(
            "%(name)s leads with %(amount)s.",
            name=names[0],
            amount=with_currency(whole(rows[0]["net"]), currency),
        )
        if rows
        else ""
    )
    share = (
        _("That is %(share)s %% of what is shown.", share=f"{Decimal(rows[0]['net']) / total * 100:.0f}")
        if rows and total > 0
        else ""
    )
    return _chart(
        key,
        title,
        _joined(first, share),
        (what, _("Net, %(currency)s", currency=currency)),
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
    summary = _(
        "%(quotes)s sent, %(orders)s placed, %(invoices)s paid.",
        quotes=ngettext("%(n)s quote", "%(n)s quotes", sent),
        orders=ngettext("%(n)s order", "%(n)s orders", ordered),
        invoices=ngettext("%(n)s invoice", "%(n)s invoices", paid),
    )
    return _chart(
        "funnel",
        _("From quote to payment"),
        summary,
        (_("Step"), _("Documents"), _("Gross, %(currency)s", currency=currency)),
        [
            [
                Cell(_stage(row["stage"])),
                Cell(str(row["documents"])),
                Cell(_amounts(row["gross"], row["others"])),
            ]
            for row in rows
        ],
        labels=[_stage(row["stage"]) for row in rows],
        values=[row["documents"] for row in rows],
        unit="",
    )


def _amounts(ours: str, apart: Sequence[reporting.Money]) -> str:
    return f"{whole(ours)}, {others(apart)}" if apart else whole(ours)


def _stage(key: str) -> str:
    return _(STAGES[key]) if key in STAGES else term(key)


def _standing(overview: reporting.Overview) -> Chart:
    rows, currency = overview["orders_by_status"], overview["currency"]
    moving = sum(row["documents"] for row in rows if row["status"] not in STOPPED)
    return _chart(
        "standing",
        _("Orders by status"),
        ngettext("%(n)s order under way now.", "%(n)s orders under way now.", moving),
        (_("Status"), _("Orders"), _("Net, %(currency)s", currency=currency)),
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
    called = FULFILLED.get(row["status"])
    return _(called) if called else term(row["status"])
