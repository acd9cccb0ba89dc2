"""Looking ahead: what a quote of these lines would come to. It has no effect and refuses no line.

Prices, nets and refusals come from where drafting takes them, so the two cannot differ.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.aggregates import peek
from chassis.errors import NotFound, Refused
from chassis.work import Work
from contracts import money
from contracts.catalog import PriceBreak
from quotes import copies, lines, pricing
from quotes.copies import Offered
from quotes.documents import AskedLine
from quotes.models import Quote
from quotes.price_documents import (
    BreakShown,
    PricedLine,
    PriceListShown,
    PriceProblem,
    PriceQuote,
    ProductShown,
    QuotePrice,
    TaxShown,
)
from quotes.pricing import PriceOffer

SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Frame:
    """Day, currency and freight of the quote that is looked ahead to."""

    on: date
    currency: str
    freight: Decimal


async def price_quote(work: Work, asked: PriceQuote) -> QuotePrice:
    """All lines priced as drafting would, each with its problems."""
    frame = await _frame(work, asked)
    terms = lines.terms(work, frame.on, frame.currency)
    lines.check_amount(frame.freight, terms, "/freight")
    offered = await copies.products(work, {line.product_id for line in asked.lines})
    quoted = {line.product_id for line in asked.lines}
    shown = [_shown(index, line, offered, quoted, terms) for index, line in enumerate(asked.lines)]
    nets = [(line.net, line.tax_rate) for line in shown if line.net is not None and line.tax_rate is not None]
    totals = money.totals(nets, frame.freight, frame.currency)
    problems = list(_too_much(totals.gross, terms))
    return QuotePrice(
        priced_on=frame.on,
        currency=frame.currency,
        complete=not problems and not any(line.problems for line in shown),
        may_grant=terms.granted_by is not None,
        lead_time_days=max((each.product["lead_time_days"] for each in offered.values()), default=0),
        lines=shown,
        taxes=_taxes(nets, frame.currency),
        totals=totals,
        problems=problems,
    )


async def _frame(work: Work, asked: PriceQuote) -> Frame:
    if asked.quote_id is not None:
        quote = await peek(work, Quote, asked.quote_id)
        if quote is None:
            raise NotFound(f"There is no quote {asked.quote_id}.")
        await work.reach(*quote.belongs_to(), "quote")
        freight = quote.totals.freight if asked.freight is None else asked.freight
        return Frame(quote.quoted_on, quote.totals.currency, freight)
    on = await work.business_date(asked.quoted_on)
    if asked.client_id is not None:
        await copies.party(work, asked.client_id)
    return Frame(on, asked.currency or work.settings.company_currency, asked.freight or Decimal(0))


def _shown(
    index: int,
    asked: AskedLine,
    offered: Mapping[UUID, Offered],
    quoted: set[UUID],
    terms: lines.Terms,
) -> PricedLine:
    """The line with all that is known of it."""
    shown: dict[str, Any] = {
        "position": index + 1,
        "product_id": asked.product_id,
        "quantity": asked.quantity,
        "discount": asked.discount,
        "problems": [],
    }
    found = offered.get(asked.product_id)
    if found is not None:
        shown |= _known(asked, found, terms)
    try:
        line, decision = lines.priced(index, asked, offered, terms)
        shown |= {"net": line.net, "unit_price": line.unit_price, "rule": decision.rule}
    except Refused as refusal:
        shown["problems"].append(_problem(index, asked, refusal))
    try:
        if found is not None:
            lines.check_option(asked, offered, quoted)
    except Refused as refusal:
        shown["problems"].append(_problem(index, asked, refusal))
    return PricedLine(**shown)


def _known(asked: AskedLine, found: Offered, terms: lines.Terms) -> dict[str, Any]:
    """Facts of the product, and of its price where a list decides."""
    product = found.product
    facts: dict[str, Any] = {
        "product": ProductShown.model_validate(product),
        "tax_rate": product["tax_rate"],
    }
    try:
        offer = pricing.offer_in_force(product["number"], found.offers, terms.on, terms.currency)
    except Refused:
        return facts
    return facts | _offer(offer, asked.quantity) | _wished(offer, asked, terms)


def _offer(offer: PriceOffer, quantity: Decimal) -> dict[str, Any]:
    steps = sorted(offer.price.breaks, key=lambda step: step.min_quantity)
    return {
        "price_list": PriceListShown(
            id=offer.price_list_id,
            version=offer.version,
            valid_from=offer.valid_from,
            valid_until=offer.valid_until,
            mode=offer.mode,
            max_discount=offer.max_discount,
        ),
        "breaks": [_break(step) for step in steps],
        "quantity_break": _break(pricing.break_reached(offer.price, quantity)),
        "next_break": _break(pricing.next_break(offer.price, quantity)),
        "floor": offer.price.floor,
    }


def _break(step: PriceBreak | None) -> BreakShown | None:
    if step is None:
        return None
    return BreakShown(min_quantity=step.min_quantity, unit_price=step.unit_price)


def _wished(offer: PriceOffer, asked: AskedLine, terms: lines.Terms) -> dict[str, Any]:
    """What the wished price comes to, allowed or not; nothing below the smallest quantity."""
    step = pricing.break_reached(offer.price, asked.quantity)
    if step is None:
        return {}
    listed = step.unit_price
    unit_price = listed if asked.unit_price is None else asked.unit_price
    effective = unit_price * (1 - asked.discount)
    given = pricing.discount_on_list(listed, unit_price, asked.discount)
    net = money.line_net(asked.quantity, unit_price, asked.discount, terms.currency)
    adjusted = unit_price != listed or asked.discount > 0
    return {
        "list_price": listed,
        "unit_price": unit_price,
        "effective_price": effective.quantize(SIX_PLACES),
        "discount_on_list": given.quantize(SIX_PLACES),
        "below_floor": adjusted and effective < offer.price.floor,
        "needs_grant": adjusted and given > offer.max_discount,
        "net": net if net <= terms.largest_total else None,
    }


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


def _taxes(nets: Iterable[tuple[Decimal, Decimal]], currency: str) -> list[TaxShown]:
    by_rate: dict[Decimal, list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for net, rate in nets:
        by_rate[rate].append((net, rate))
    return [
        TaxShown(tax_rate=rate, net=sum(net for net, _ in pairs), tax=money.tax(pairs, currency))
        for rate, pairs in sorted(by_rate.items())
    ]
