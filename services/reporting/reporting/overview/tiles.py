"""The tiles of the dashboard; each counts what one list shows under one filter."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from reporting.models import deal_document
from reporting.overview.charts import Placed
from reporting.overview.periods import Span
from reporting.overview.schemas import Standing, Tile
from reporting.overview.sheet import ZERO, Sheet

_c = deal_document.c
OPEN = ("pending", "released", "partially_shipped")
DECIDED = ("accepted", "declined", "expired")
OWED = select(func.coalesce(func.sum(_c.open_amount), 0))
Kinds = Mapping[str, tuple[str, ...] | None]


def sold(sheet: Sheet, placed: Placed) -> list[Tile]:
    """What was placed, by value and number."""
    now, before = _within(placed, sheet.spans.current), _within(placed, sheet.spans.so_far)
    link = sheet.dated("orders", "placed_on")
    return [
        sheet.tile("sales_placed", "money", now[1], before[1], "orders", link),
        sheet.tile("orders_placed", "count", now[0], before[0], "orders", link),
    ]


def _within(placed: Placed, span: Span) -> tuple[int, Decimal]:
    found = [amounts for day, amounts in placed.items() if span.since <= day <= span.to]
    return sum(orders for orders, _ in found), sum((net for _, net in found), ZERO)


def open_orders(sheet: Sheet, standing: list[Standing]) -> Tile:
    """What is placed and has not shipped whole."""
    value = sum((each.net for each in standing if each.status in OPEN), ZERO)
    link = sheet.link("orders", status=",".join(OPEN))
    return sheet.tile("open_orders", "money", value, None, "orders", link)


async def quotes(sheet: Sheet) -> list[Tile]:
    """Quotes sent and decided; the hit rate is accepted of all decided."""
    sent = await _counted(sheet, _c.sent_on, {"sent": None})
    decided = await _counted(sheet, _c.decided_on, {"accepted": ("accepted",), "decided": DECIDED})
    accepted = sheet.dated("quotes", "decided_on", status="accepted")
    all_decided = sheet.dated("quotes", "decided_on", status=",".join(DECIDED))
    rate = _percent(decided.accepted_now, decided.decided_now)
    earlier = _percent(decided.accepted_before, decided.decided_before)
    link = sheet.dated("quotes", "sent_on")
    return [
        sheet.tile("quotes_sent", "count", sent.sent_now, sent.sent_before, "quotes", link),
        sheet.tile(
            "quotes_accepted", "count", decided.accepted_now, decided.accepted_before, "quotes", accepted
        ),
        sheet.tile("hit_rate", "percent", rate, earlier, "quotes", all_decided),
    ]


async def _counted(sheet: Sheet, day: ColumnElement[Any], kinds: Kinds) -> Any:
    """Documents by kind (its statuses, None for any) in the period and the one before.

    The columns are ``<kind>_now`` and ``<kind>_before``.
    """
    now, before = sheet.spans.current, sheet.spans.so_far
    counts = []
    for name, statuses in kinds.items():
        among = [] if statuses is None else [_c.status.in_(statuses)]
        for when, span in (("now", now), ("before", before)):
            kept = and_(day.between(span.since, span.to), *among)
            counts.append(func.count().filter(kept).label(f"{name}_{when}"))
    days = day.between(before.since, now.to)
    row: Row[Any] = (await sheet.work.execute(select(*counts).where(sheet.reached(days)))).one()
    return row


def _percent(part: int, whole: int) -> Decimal | None:
    return None if not whole else round(Decimal(100 * part) / whole, 1)


async def invoices(sheet: Sheet) -> list[Tile]:
    """What was invoiced, and what is owed now."""
    now, before = sheet.spans.current, sheet.spans.so_far
    ours = _c.currency == sheet.currency
    sums = [
        func.coalesce(func.sum(_c.gross).filter(_c.issued_on.between(span.since, span.to), ours), 0).label(
            name
        )
        for name, span in (("now", now), ("before", before))
    ]
    days = _c.issued_on.between(before.since, now.to)
    issued: Any = (await sheet.work.execute(select(*sums).where(sheet.reached(days)))).one()
    unpaid = sheet.reached(_c.stream == "invoice", _c.status == "open", ours)
    owed = (await sheet.work.execute(OWED.where(unpaid))).scalar_one()
    return [
        sheet.tile(
            "invoiced", "money", ZERO + issued.now, ZERO + issued.before, "invoices",
            sheet.dated("invoices", "issued_on"),
        ),
        sheet.tile(
            "receivables", "money", ZERO + owed, None, "invoices", sheet.link("invoices", status="open")
        ),
    ]  # fmt: skip
