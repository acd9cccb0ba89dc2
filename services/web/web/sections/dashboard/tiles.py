"""The tiles of the dashboard as people read them: value, change, freshness and the list behind. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chassis.language import N_, _
from chassis.number_formats import day, days_between, with_currency
from web.api import reporting
from web.rendering import money, number, query
from web.times import here

PARTS = {"placed": N_("placed"), "cancelled": N_("cancelled")}
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
    return ", ".join(with_currency(whole(each["amount"]), each["currency"]) for each in amounts)


def between(days: reporting.Days, today: str) -> str:
    """Days as they are named in a sentence: ``1–15 Oct``, ``28 Sep – 4 Oct 2025``."""
    since, to = date.fromisoformat(days["since"]), date.fromisoformat(days["to"])
    return days_between(since, to, with_year=to.year != date.fromisoformat(today).year)


def as_of(time: Any, today: str) -> str:
    """``14:02:31`` of today, else with its day."""
    read = here(time)
    if read is None:
        return ""
    return f"{read:%H:%M:%S}" if read.date().isoformat() == today else f"{day(read.date())}, {read:%H:%M}"


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
            Part(_(PARTS[part["key"]]), _shown(part["value"], tile["unit"]), link(part["link"]))
            for part in tile["parts"]
        ],
        exact=_exact(tile["value"], tile),
        trend=trend,
        change=change,
        before=_("%(previous)s in %(days)s", previous=_exact(tile["previous"], tile), days=days)
        if trend
        else "",
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
        return _("nothing")
    return money(value, tile["currency"] or "") if tile["unit"] == "money" else _shown(value, tile["unit"])


def _change(tile: reporting.Tile, days: str) -> tuple[str, str]:
    """The trend, and how much against those days: per cent, or points of a percentage."""
    if tile["key"] in STANDING:
        return "", _("As it stands now")
    if tile["value"] is None or tile["previous"] is None:
        return "", _("Nothing to compare with")
    now, before = Decimal(tile["value"]), Decimal(tile["previous"])
    if now == before:
        return "same", _("As in %(days)s", days=days)
    trend = "up" if now > before else "down"
    if tile["unit"] == "percent":
        more, less = N_("%(n)s points more than in %(days)s"), N_("%(n)s points less than in %(days)s")
        return trend, _(more if now > before else less, n=number(abs(now - before), 1), days=days)
    if not before:
        return "same", _("None in %(days)s", days=days)
    if before < 0:
        return trend, _("More than in %(days)s", days=days) if now > before else _(
            "Less than in %(days)s", days=days
        )
    share = abs(now - before) / before * 100
    if share >= 1000:
        return trend, _("Over %(n)s %% more than in %(days)s", n=number(1000), days=days)
    more, less = N_("%(n)s %% more than in %(days)s"), N_("%(n)s %% less than in %(days)s")
    return trend, _(more if now > before else less, n=number(share, 0), days=days)
