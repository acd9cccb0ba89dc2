"""Looking ahead: what an order of these lines would come to. It has no effect and refuses no line.

Prices, nets and refusals come from where drafting takes them, so the two cannot differ.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any
from uuid import UUID

from chassis.aggregates import peek
from chassis.errors import NotFound, Refused
from chassis.work import Work
from contracts import money
from kernel.currencies import check_currency
from orders import copies, lines, rows
from orders.copies import Offered
from orders.documents import AskedLine
from orders.ledger import Line
from orders.models import Order
from orders.price_documents import OrderPrice, PricedLine, PriceOrder, PriceProblem
from orders.price_facts import known, taxes


@dataclass(frozen=True)
class Frame:
    """Terms, freight and lines of the order that is looked ahead to."""

    terms: lines.Terms
    freight: Decimal
    agreed: Mapping[UUID, Line]


async def price_order(work: Work, asked: PriceOrder) -> OrderPrice:
    """All lines kept or priced as drafting would, each with its problems."""
    frame = await _frame(work, asked)
    terms = frame.terms
    lines.check_amount(frame.freight, terms, "/freight")
    offered = await copies.products(work, lines.to_price(asked.lines, frame.agreed, terms))
    ordered = {lines.product_id(line, frame.agreed) for line in asked.lines}
    shown_at = partial(_shown, asked.lines, frame.agreed, offered, ordered, terms)
    shown = [shown_at(index) for index in range(len(asked.lines))]
    nets = [(line.net, line.tax_rate) for line in shown if line.net is not None and line.tax_rate is not None]
    totals = money.totals(nets, frame.freight, terms.currency)
    problems = list(_too_much(totals.gross, terms))
    return OrderPrice(
        priced_on=terms.on,
        currency=terms.currency,
        complete=not problems and not any(line.problems for line in shown),
        may_grant=terms.granted_by is not None,
        lead_time_days=max((each.product["lead_time_days"] for each in offered.values()), default=0),
        lines=shown,
        taxes=taxes(nets, totals.freight, terms.currency),
        totals=totals,
        problems=problems,
    )


async def _frame(work: Work, asked: PriceOrder) -> Frame:
    if asked.order_id is not None:
        order = await peek(work, Order, asked.order_id)
        if order is None:
            raise NotFound(f"There is no order {asked.order_id}.")
        await work.reach(*order.belongs_to(), "order")
        freight = order.totals.freight if asked.freight is None else asked.freight
        agreed = {line.line_id: line for line in await rows.lines_of(work, order.id)}
        on = await work.business_date(asked.priced_on)
        return Frame(lines.terms(work, on, order.currency), freight, agreed)
    on = await work.business_date(asked.ordered_on)
    if asked.client_id is not None:
        await copies.party(work, asked.client_id)
    currency = asked.currency or work.settings.company_currency
    await check_currency(work, currency)
    return Frame(lines.terms(work, on, currency), asked.freight or Decimal(0), {})


def _shown(
    all_asked: Sequence[AskedLine],
    agreed: Mapping[UUID, Line],
    offered: Mapping[UUID, Offered],
    ordered: Collection[UUID | None],
    terms: lines.Terms,
    index: int,
) -> PricedLine:
    """The line with all that is known of it."""
    asked = all_asked[index]
    id = lines.product_id(asked, agreed)
    shown: dict[str, Any] = {
        "position": index + 1,
        "line_id": asked.line_id,
        "kept": lines.is_kept(asked, agreed, terms),
        "priced_on": terms.on,
        "product_id": id,
        "quantity": asked.quantity,
        "discount": asked.discount or Decimal(0),
    }
    found = None if id is None or shown["kept"] else offered.get(id)
    if found is not None:
        shown |= known(lines.wish_of(asked, found.product["number"], agreed), found, terms)
    made, problems = _made(index, all_asked, agreed, offered, terms)
    try:
        lines.check_option(asked, agreed, offered, ordered, terms)
    except Refused as refusal:
        problems.append(_problem(index, asked, refusal))
    return PricedLine(**shown | made, problems=problems)


def _made(
    index: int,
    all_asked: Sequence[AskedLine],
    agreed: Mapping[UUID, Line],
    offered: Mapping[UUID, Offered],
    terms: lines.Terms,
) -> tuple[dict[str, Any], list[PriceProblem]]:
    """What drafting makes of the line, and why it would not."""
    asked = all_asked[index]
    try:
        lines.check_name(index, all_asked, agreed)
        return _facts(lines.made(index, asked, agreed, offered, terms)), []
    except Refused as refusal:
        return {}, [_problem(index, asked, refusal)]


def _facts(line: Line) -> dict[str, Any]:
    item, decision = line.item, line.decision
    names = ("list_price", "unit_price", "discount", "net", "tax_rate")
    facts = {name: getattr(item, name) for name in names} | {
        "quantity": item.quantity.value,
        "priced_on": line.priced_on,
    }
    return facts | ({} if decision is None else {"rule": decision.rule, "floor": decision.floor})


def _problem(index: int, asked: AskedLine, refusal: Refused) -> PriceProblem:
    return PriceProblem(
        type=f"urn:saleswire:problem:{refusal.slug}",
        pointer=lines.pointer(index, asked, refusal),
        detail=refusal.detail,
    )


def _too_much(gross: Decimal, terms: lines.Terms) -> Iterable[PriceProblem]:
    try:
        lines.check_amount(gross, terms)
    except Refused as refusal:
        yield PriceProblem(
            type=f"urn:saleswire:problem:{refusal.slug}", pointer="/lines", detail=refusal.detail
        )
