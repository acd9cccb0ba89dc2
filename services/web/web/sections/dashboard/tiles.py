"""The tiles of the dashboard as people read them: value, change, freshness and the list behind. Pure."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from web.api import reporting
from web.rendering import money, number, query
from web.times import moment

LABELS = {
    "sales_placed": "Sales",
    "orders_placed": "Orders placed",
    "open_orders": "Open orders",
    "quotes_sent": "Quotes sent",
    "quotes_accepted": "Quotes accepted",
    "hit_rate": "Hit rate",
    "invoiced": "Invoiced",
    "receivables": "Receivables",
}
NOTHING = "–"
STANDING = ("open_orders", "receivables")  # what stands now, whatever the period


@dataclass(frozen=True)
class Tile:
    """One number; ``trend`` is up, down, same, or empty when there is nothing to compare with."""

    key: str
    label: str
    currency: str
    value: str
    exact: str
    trend: str
    change: str
    before: str
    as_of: str
    as_of_exact: str
    href: str


def tiles(overview: reporting.Overview, zone: ZoneInfo) -> list[Tile]:
    """All of them, in the order of the API."""
    return [_tile(each, overview, zone) for each in overview["tiles"]]


def link(behind: reporting.Link | None) -> str:
    """The address of the list behind a number; empty when the person may not see it."""
    return f"/{behind['list']}{query(behind['filter'])}" if behind else ""


def whole(amount: Any) -> str:
    """An amount without its cents."""
    return number(amount, 0)


def as_of(time: Any, today: str, zone: ZoneInfo) -> str:
    """``14:02:31`` of today, else with its day."""
    read = moment(time)
    if read is None:
        return ""
    read = read.astimezone(zone)
    day = read.date().isoformat()
    return f"{read:%H:%M:%S}" if day == today else f"{day} {read:%H:%M}"


def _tile(tile: reporting.Tile, overview: reporting.Overview, zone: ZoneInfo) -> Tile:
    trend, change = _change(tile)
    compared = overview["compared"]
    days = compared["since"] + (f" – {compared['to']}" if compared["to"] != compared["since"] else "")
    return Tile(
        key=tile["key"],
        label=LABELS.get(tile["key"], str(tile["key"])),
        currency=tile["currency"] or "",
        value=_shown(tile["value"], tile["unit"]),
        exact=_exact(tile["value"], tile),
        trend=trend,
        change=change,
        before=f"{_exact(tile['previous'], tile)} in {days}" if trend else "",
        as_of=as_of(tile["as_of"], overview["today"], zone),
        as_of_exact=tile["as_of"] or "",
        href=link(tile["link"]),
    )


def _shown(value: str | None, unit: str) -> str:
    if value is None:
        return NOTHING
    if unit == "percent":
        return f"{number(value)} %"
    return whole(value) if unit == "money" else number(value)


def _exact(value: str | None, tile: reporting.Tile) -> str:
    if value is None:
        return "nothing"
    return money(value, tile["currency"] or "") if tile["unit"] == "money" else _shown(value, tile["unit"])


def _change(tile: reporting.Tile) -> tuple[str, str]:
    """The trend, and how much: per cent, or points of a percentage."""
    if tile["key"] in STANDING:
        return "", "As it stands now"
    if tile["value"] is None or tile["previous"] is None:
        return "", "Nothing to compare with"
    now, before = Decimal(tile["value"]), Decimal(tile["previous"])
    if now == before:
        return "same", "Unchanged"
    trend, words = ("up", "more") if now > before else ("down", "less")
    if tile["unit"] == "percent":
        return trend, f"{number(abs(now - before), 1)} points {words}"
    if not before:
        return "same", "None before"
    share = abs(now - before) / before * 100
    return trend, f"{number(share, 0) if share < 1000 else 'over 1,000'} % {words}"
