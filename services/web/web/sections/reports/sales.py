"""Sales by something and period, as a table with periods as columns. Pure."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from chassis.language import N_, _
from chassis.number_formats import day, month
from web.api.reporting import SalesRow
from web.rendering import query
from web.sidebar import Sidebar

BY = {
    "product": N_("Product"),
    "category": N_("Category"),
    "client": N_("Client"),
    "seller": N_("Sales representative"),
    "region": N_("Territory"),
    "segment": N_("Segment"),
    "total": N_("Total"),
}
PERIODS = {
    "month": N_("Month"),
    "quarter": N_("Quarter"),
    "year": N_("Year"),
    "week": N_("Week"),
    "day": N_("Day"),
    "all": N_("Whole time"),
}
MEASURES = {
    "booked": N_("Sales (placed less cancelled)"),
    "placed": N_("Placed"),
    "cancelled": N_("Cancelled"),
    "shipped": N_("Fulfilled (shipped or performed)"),
    "invoiced": N_("Invoiced"),
}
DAYS = {"booked": "placed_on", "placed": "placed_on", "cancelled": "cancelled_on"}  # of the list of orders
MOST_COLUMNS, MOST_ROWS = 24, 500
RISKY = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


@dataclass(frozen=True)
class Asked:
    """What the form says; empty days are not sent."""

    by: str = "product"
    period: str = "month"
    measure: str = "booked"
    since: str = ""
    to: str = ""
    as_of: str = ""

    @property
    def parameters(self) -> dict[str, str]:
        """As reporting asks for it, and as our own addresses say it."""
        said = {"by": self.by, "period": self.period, "measure": self.measure, "from": self.since}
        return {name: text for name, text in (said | {"to": self.to, "as_of": self.as_of}).items() if text}


@dataclass
class Line:
    """One product, client … in one currency: net by period, and the list behind each."""

    key: str
    label: str
    currency: str
    nets: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        """Over all periods."""
        return sum(self.nets.values(), Decimal(0))


@dataclass(frozen=True)
class Table:
    """The report; ``left_out`` counts periods and lines beyond what a page shows."""

    periods: list[str]
    lines: list[Line]
    totals: list[Line]
    left_out: tuple[int, int]
    drawn: str


def table(rows: Sequence[SalesRow], asked: Asked) -> Table:
    """The rows of the API with periods as columns, the newest last; the largest line first."""
    found: dict[tuple[str, str], Line] = {}
    sums: dict[str, Line] = {}
    periods = sorted({row["period"] or "" for row in rows})
    for row in rows:
        line = found.setdefault(
            (row["key"], row["currency"]), Line(row["key"], row["label"] or _("Not named"), row["currency"])
        )
        total = sums.setdefault(row["currency"], Line("", _("Total"), row["currency"]))
        for one in (line, total):
            when = row["period"] or ""
            one.nets[when] = one.nets.get(when, Decimal(0)) + Decimal(row["net"])
    lines = sorted(found.values(), key=lambda line: (line.currency, -line.total))
    shown = periods[-MOST_COLUMNS:]
    left_out = len(periods) - len(shown), max(0, len(lines) - MOST_ROWS)
    return Table(shown, lines[:MOST_ROWS], list(sums.values()), left_out, _drawn(shown, sums, asked))


def _drawn(periods: list[str], sums: Mapping[str, Line], asked: Asked) -> str:
    if len(sums) != 1:
        return ""
    (total,) = sums.values()
    values = [float(total.nets.get(period, 0)) for period in periods]
    labels = [name(period, asked.period) for period in periods]
    return json.dumps({"kind": "report", "labels": labels, "values": values, "unit": total.currency})


def name(period: str, kind: str) -> str:
    """A period as its column is called: ``Nov 2026``, ``Q4 2026``, ``22 Nov 2026``."""
    if not period:
        return _("Whole time")
    first = date.fromisoformat(period)
    if kind == "quarter":
        return _("Q%(quarter)s %(year)s", quarter=(first.month + 2) // 3, year=first.year)
    return {"month": month(first), "year": str(first.year)}.get(kind) or day(first)


def orders_behind(line: Line, period: str, asked: Asked, sidebar: Sidebar) -> str:
    """The orders of a client or seller, or of everybody, in a period; empty when the list can't tell them.

    Where more was cancelled than placed, those that were cancelled.
    """
    whose = {"client": "client_id", "seller": "owner_id"}.get(asked.by)
    if asked.measure not in DAYS or (whose is None and asked.by != "total") or asked.as_of:
        return ""
    if whose and not line.key:
        return ""
    first, last = _days(period, asked)
    chosen = {whose: line.key} if whose else {}
    day = DAYS[asked.measure] if line.nets.get(period, 0) >= 0 else DAYS["cancelled"]
    chosen |= {f"{day}.gte": first, f"{day}.lte": last}
    if day == DAYS["cancelled"]:  # what was cancelled as a draft was never sold
        chosen["placed_on.lte"] = last
    return sidebar.to("orders") + query(chosen)


def subject(line: Line, asked: Asked, sidebar: Sidebar) -> str:
    """The page of a client; other things have none that their key alone would lead to."""
    return sidebar.to("client", line.key) if asked.by == "client" and line.key else ""


def _days(period: str, asked: Asked) -> tuple[str, str]:
    if not period:
        return asked.since, asked.to
    first = date.fromisoformat(period)
    if asked.period in ("day", "week"):
        last = first + timedelta(days=6 if asked.period == "week" else 0)
    else:
        months = {"month": 1, "quarter": 3, "year": 12}[asked.period]
        later = first.month - 1 + months
        last = date(first.year + later // 12, later % 12 + 1, 1) - timedelta(days=1)
    since, to = max(first.isoformat(), asked.since), last.isoformat()
    return since, min(to, asked.to) if asked.to else to


def as_csv(rows: Sequence[SalesRow], asked: Asked) -> str:
    """All rows, one for each line and period; no cell can be taken for a formula."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_("Period"), BY[asked.by], _("Currency"), _("Net"), _("Quantity"), _("Orders")])
    for row in rows:
        label = str(row["label"])
        safe = f"'{label}" if label.startswith(RISKY) else label
        writer.writerow(
            [row["period"] or "", safe, row["currency"], row["net"], row["quantity"], row["orders"]]
        )
    return f"\ufeff{text.getvalue()}"  # without the mark Excel guesses another encoding
