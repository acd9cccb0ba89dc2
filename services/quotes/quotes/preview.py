"""Looking ahead: what a quote of these lines would come to. It has no effect and refuses no line.

Prices, nets and refusals come from where drafting takes them, so the two cannot differ.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.aggregates import peek
from chassis.errors import NotFound, Refused
from chassis.work import Work
from contracts import money
from contracts.catalog import PriceBreak
from kernel.currencies import check_currency
from quotes import copies, expiry, lines, pricing
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
from quotes.pricing import Asked, PriceOffer

SIX_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Frame:
    """Freight and terms of the quote that is looked ahead to."""

    freight: Decimal
    terms: lines.Terms


async def price_quote(work: Work, asked: PriceQuote) -> QuotePrice:
    """All lines kept or priced as drafting would, each with its problems."""
    frame = await _frame(work, asked)
    terms = frame.terms
    lines.check_amount(frame.freight, terms, "/freight")
    ids = {lines.product_id(line, terms) for line in asked.lines}
    offered = await copies.products(work, {id for id in ids if id is not None})
    shown = [_shown(index, asked.lines, offered, ids, terms) for index in range(len(asked.lines))]
    nets = [(line.net, line.tax_rate) for line in shown if line.net is not None and line.tax_rate is not None]
    totals = money.totals(nets, frame.freight, terms.currency)
    problems = list(_too_much(totals.gross, terms))
    return QuotePrice(
        priced_on=terms.on,
        currency=terms.currency,
        complete=not problems and not any(line.problems for line in shown),
        may_grant=terms.granted_by is not None,
        lead_time_days=max((each.product["lead_time_days"] for each in offered.values()), default=0),
        lines=shown,
        taxes=_taxes(nets, totals.freight, terms.currency),
        totals=totals,
        problems=problems,
    )


async def _frame(work: Work, asked: PriceQuote) -> Frame:
    if asked.quote_id is not None:
        quote = await peek(work, Quote, asked.quote_id)
        if quote is None:
            raise NotFound(f"There is no quote {asked.quote_id}.")
        await work.reach(*quote.belongs_to(), "quote")
        on = await work.business_date(asked.priced_on)
        there = lines.by_id(quote.lines, quote.decisions)
        anew = quote.has_ended(on, expiry.longest_validity(work))
        freight = quote.totals.freight if asked.freight is None else asked.freight
        return Frame(freight, lines.terms(work, on, quote.currency, there, anew=anew))
    on = await work.business_date(asked.quoted_on)
    if asked.client_id is not None:
        await copies.party(work, asked.client_id)
    currency = asked.currency or work.settings.company_currency
    await check_currency(work, currency)
    return Frame(asked.freight or Decimal(0), lines.terms(work, on, currency))


def _shown(
    index: int,
    all_asked: Sequence[AskedLine],
    offered: Mapping[UUID, Offered],
    quoted: Collection[UUID | None],
    terms: lines.Terms,
) -> PricedLine:
    """The line with all that is known of it."""
    asked = all_asked[index]
    id = lines.product_id(asked, terms)
    kept = lines.keeps_price(asked, terms)
    shown: dict[str, Any] = {
        "position": index + 1,
        "line_id": asked.line_id,
        "kept": kept,
        "priced_on": terms.on,
        "product_id": id,
        "quantity": asked.quantity,
        "discount": asked.discount or Decimal(0),
        "problems": [],
    }
    found = None if id is None else offered.get(id)
    if found is not None:
        shown["product"] = ProductShown.model_validate(found.product)
        shown |= {} if kept else _known(lines.wish_of(asked, found.product["number"], terms), found, terms)
    try:
        lines.check_name(index, all_asked, terms)
        shown |= _facts(lines.made(index, asked, offered, terms))
    except Refused as refusal:
        shown["problems"].append(_problem(index, asked, refusal))
    try:
        lines.check_option(asked, offered, quoted, terms)
    except Refused as refusal:
        shown["problems"].append(_problem(index, asked, refusal))
    return PricedLine(**shown)


def _facts(line: lines.Line) -> dict[str, Any]:
    """What drafting makes of the line."""
    item, decision = line.item, line.decision
    names = ("list_price", "unit_price", "discount", "net", "tax_rate")
    return {name: getattr(item, name) for name in names} | {
        "quantity": item.quantity.value,
        "priced_on": decision.priced_on,
        "rule": decision.rule,
        "floor": decision.floor,
    }


def _known(wish: Asked, found: Offered, terms: lines.Terms) -> dict[str, Any]:
    """Facts of the product's price, where a list decides."""
    facts: dict[str, Any] = {"tax_rate": found.product["tax_rate"]}
    try:
        offer = pricing.offer_in_force(wish.product_number, found.offers, terms.on, terms.currency)
    except Refused:
        return facts
    return facts | _offer(offer, wish.quantity) | _wished(offer, wish, terms)


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


def _wished(offer: PriceOffer, asked: Asked, terms: lines.Terms) -> dict[str, Any]:
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


def _taxes(nets: Iterable[tuple[Decimal, Decimal]], freight: Decimal, currency: str) -> list[TaxShown]:
    return [
        TaxShown(tax_rate=row.rate, net=row.net + row.freight, tax=row.tax)
        for row in money.taxed(nets, freight, currency)
    ]
