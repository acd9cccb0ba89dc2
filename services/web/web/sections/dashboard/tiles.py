"""The tiles of the dashboard as people read them: value, change, freshness and the list behind. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from web.api import reporting
from web.rendering import money, number, query
from web.times import here

PARTS = {"placed": "placed", "cancelled": "cancelled"}
NOTHING = "–"
STANDING = ("open_orders", "receivables")  # what stands now, whatever the period


@dataclass(frozen=True)
class Part:
    """What was added to a number or taken from it, with the list behind."""

    label: str
    value: str
    href: str


@dataclass(frozen=True)
class Tile:
    """One number; ``trend`` is up, down, same, or empty when there is nothing to compare with."""

    key: str
    label: str
    means: str
    currency: str
    value: str
    others: str
    parts: list[Part]
    exact: str
    trend: str
    change: str
    before: str
    as_of: str
    as_of_exact: str
    href: str


def tiles(overview: reporting.Overview) -> list[Tile]:
    """All of them, in the order of the API."""
    return [_tile(each, overview) for each in overview["tiles"]]


def link(behind: reporting.Link | None) -> str:
    """The address of the list behind a number; empty when the person may not see it."""
    if not behind:
        return ""
    columns = {"cols": behind["columns"]} if behind["columns"] else {}
    return f"/{behind['list']}{query({**behind['filter'], **columns})}"


def whole(amount: Any) -> str:
    """An amount without its cents."""
    return number(amount, 0)


def others(amounts: Sequence[reporting.Money]) -> str:
    """Amounts in other currencies than ours: ``USD 300, CHF 20``."""
    return ", ".join(f"{each['currency']} {whole(each['amount'])}" for each in amounts)


def between(days: reporting.Days, today: str) -> str:
    """Days as they are named in a sentence: ``1–15 Oct``, ``28 Sep – 4 Oct 2025``."""
    since, to = date.fromisoformat(days["since"]), date.fromisoformat(days["to"])
    year = f" {to.year}" if to.year != date.fromisoformat(today).year else ""
    if since == to:
        return f"{to.day} {to:%b}{year}"
    if (since.year, since.month) == (to.year, to.month):
        return f"{since.day}–{to.day} {to:%b}{year}"
    return f"{since.day} {since:%b} – {to.day} {to:%b}{year}"


def as_of(time: Any, today: str) -> str:
    """``14:02:31`` of today, else with its day."""
    read = here(time)
    if read is None:
        return ""
    day = read.date().isoformat()
    return f"{read:%H:%M:%S}" if day == today else f"{day} {read:%H:%M}"


def _tile(tile: reporting.Tile, overview: reporting.Overview) -> Tile:
    days = between(overview["compared"], overview["today"])
    trend, change = _change(tile, days)
    return Tile(
        key=tile["key"],
        label=tile["name"],
        means=tile["means"],
        currency=tile["currency"] or "",
        value=_shown(tile["value"], tile["unit"]),
        others=others(tile["others"]),
        parts=[
            Part(PARTS[part["key"]], _shown(part["value"], tile["unit"]), link(part["link"]))
            for part in tile["parts"]
        ],
        exact=_exact(tile["value"], tile),
        trend=trend,
        change=change,
        before=f"{_exact(tile['previous'], tile)} in {days}" if trend else "",
        as_of=as_of(tile["as_of"], overview["today"]),
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


def _change(tile: reporting.Tile, days: str) -> tuple[str, str]:
    """The trend, and how much against those days: per cent, or points of a percentage."""
    if tile["key"] in STANDING:
        return "", "As it stands now"
    if tile["value"] is None or tile["previous"] is None:
        return "", "Nothing to compare with"
    now, before = Decimal(tile["value"]), Decimal(tile["previous"])
    if now == before:
        return "same", f"As in {days}"
    trend, words = ("up", "more") if now > before else ("down", "less")
    words += f" than in {days}"
    if tile["unit"] == "percent":
        return trend, f"{number(abs(now - before), 1)} points {words}"
    if before <= 0:
        return ("same", f"None in {days}") if not before else (trend, words[0].upper() + words[1:])
    share = abs(now - before) / before * 100
    return trend, f"{number(share, 0) if share < 1000 else 'over 1,000'} % {words}"
