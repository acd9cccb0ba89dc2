"""The tiles of the dashboard; each counts what one list shows under one filter."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select

from contracts.values import Money
from reporting.funnel import hit_rate
from reporting.models import deal_document
from reporting.overview.booked import Booked
from reporting.overview.periods import Span
from reporting.overview.schemas import Link, Part, Standing, Tile
from reporting.overview.sheet import ZERO, Sheet

_c = deal_document.c
OPEN = ("pending", "released", "partially_shipped")
DECIDED = ("accepted", "declined", "expired")
AS_ORDERED = ("number", "client_name", "placed_on", "status", "ordered_net")
AS_CANCELLED = ("number", "client_name", "cancelled_on", "status", "cancelled_net")
Kinds = Mapping[str, tuple[str, ...] | None]


def sold(sheet: Sheet, found: Booked) -> list[Tile]:
    """Sales by value and number."""
    now, before = found.net(sheet.spans.current), found.net(sheet.spans.so_far)
    placed, cancelled = found.parts(sheet.spans.current)
    behind = sheet.dated("orders", "placed_on", *AS_ORDERED)
    once_placed = {"placed_on__lte": sheet.spans.current.to.isoformat()}
    taken = sheet.dated("orders", "cancelled_on", *AS_CANCELLED, **once_placed)
    whole = sheet.dated("orders", "cancelled_on", *AS_CANCELLED, **once_placed, status="cancelled")
    nets = _parts(sheet.ours(placed.nets), sheet.ours(cancelled.nets), behind, taken)
    counts = _parts(placed.orders, cancelled.orders, behind, whole)
    return [
        sheet.amount("sales_placed", now.nets, before.nets, "orders", behind, parts=nets),
        sheet.tile("orders_placed", "count", now.orders, before.orders, "orders", behind, parts=counts),
    ]


def _parts(placed: Any, cancelled: Any, behind: Link | None, taken: Link | None) -> list[Part]:
    if not cancelled:
        return []
    return [
        Part(key="placed", value=str(placed), link=behind),
        Part(key="cancelled", value=str(-cancelled), link=taken),
    ]


def open_orders(sheet: Sheet, standing: list[Standing]) -> Tile:
    """What is placed and has not shipped whole."""
    nets: dict[str, Decimal] = {}
    for each in standing:
        if each.status in OPEN:
            for net in (Money(amount=each.net, currency=sheet.currency), *each.others):
                nets[net.currency] = nets.get(net.currency, ZERO) + net.amount
    return sheet.amount("open_orders", nets, None, "orders", sheet.link("orders", status=",".join(OPEN)))


async def quotes(sheet: Sheet) -> list[Tile]:
    """Quotes sent and decided; the hit rate is accepted of all decided."""
    sent = await _counted(sheet, _c.sent_on, {"sent": None})
    decided = await _counted(sheet, _c.decided_on, {"accepted": ("accepted",), "decided": DECIDED})
    accepted = sheet.dated("quotes", "decided_on", status="accepted")
    all_decided = sheet.dated("quotes", "decided_on", status=",".join(DECIDED))
    rate = hit_rate(decided.accepted_now, decided.decided_now - decided.accepted_now)
    earlier = hit_rate(decided.accepted_before, decided.decided_before - decided.accepted_before)
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


async def invoices(sheet: Sheet) -> list[Tile]:
    """What was invoiced, and what is owed now."""
    now, before = sheet.spans.current, sheet.spans.so_far
    issued = (
        select(_c.currency, _c.issued_on, func.sum(_c.gross).label("gross"))
        .where(sheet.reached(_c.issued_on.between(before.since, now.to)))
        .group_by(_c.currency, _c.issued_on)
    )
    sums: dict[Span, dict[str, Decimal]] = {now: {}, before: {}}
    for row in await sheet.work.execute(issued):
        for span, found in sums.items():
            if span.since <= row.issued_on <= span.to:
                found[row.currency] = found.get(row.currency, ZERO) + row.gross
    owed = (
        select(_c.currency, func.sum(_c.open_amount).label("owed"))
        .where(sheet.reached(_c.stream == "invoice", _c.status == "open"))
        .group_by(_c.currency)
    )
    open_now = {row.currency: row.owed for row in await sheet.work.execute(owed)}
    return [
        sheet.amount("invoiced", sums[now], sums[before], "invoices", sheet.dated("invoices", "issued_on")),
        sheet.amount("receivables", open_now, None, "invoices", sheet.link("invoices", status="open")),
    ]
