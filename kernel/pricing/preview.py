"""A preview: what a document of these lines would come to. It has no effect and refuses no line.

Prices, nets and refusals come from where drafting takes them, so the two cannot differ.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from chassis.errors import Refused
from contracts import money
from contracts.values import Totals
from kernel.pricing import priced_line
from kernel.pricing.conditions import Terms, is_kept, product_id, quantity_of, wish_of
from kernel.pricing.lines import made
from kernel.pricing.offers import Offered
from kernel.pricing.previews import Preview, PricedLine, PriceProblem, TaxShown
from kernel.pricing.refusals import check_amount, check_name, check_option, looked_at, pointer
from kernel.pricing.requests import AskedLine
from kernel.tax_treatments import Freight

P = TypeVar("P", bound=Preview)


def previewed(
    kind: type[P],
    asked: Sequence[AskedLine],
    offered: Mapping[UUID, Offered],
    terms: Terms,
    freight: Freight,
) -> P:
    """All lines kept or priced as drafting would, each with its problems; raises Refused for the freight."""
    check_amount(freight.amount, terms, "/freight")
    ids = {product_id(line, terms) for line in asked}
    lines = [_line(index, asked, offered, ids, terms) for index in range(len(asked))]
    sold = [each for line in lines if (each := line.sold()) is not None]
    totals = money.totals(sold, freight.amount, terms.currency, freight_tax=freight.tax)
    problems = list(_too_much(totals.gross, terms))
    return kind(
        priced_on=terms.on,
        currency=terms.currency,
        complete=not problems and not any(line.problems for line in lines),
        may_grant=terms.granted_by is not None,
        lead_time_days=max((each.product.lead_time_days for each in offered.values()), default=0),
        lines=lines,
        taxes=_taxes(sold, totals),
        totals=totals,
        problems=problems,
    )


def _line(
    index: int,
    all_asked: Sequence[AskedLine],
    offered: Mapping[UUID, Offered],
    sold: Collection[UUID | None],
    terms: Terms,
) -> PricedLine:
    """The line with all that is known of it."""
    asked = all_asked[index]
    shown: dict[str, Any] = {
        "position": index + 1,
        "line_id": asked.line_id,
        "kept": is_kept(asked, terms),
        "priced_on": terms.on,
        "product_id": product_id(asked, terms),
        "quantity": quantity_of(asked, terms),
        "discount": asked.discount or Decimal(0),
    }
    found = looked_at(asked, offered, terms)
    if found is not None:
        wish = None if shown["kept"] else wish_of(asked, found.product.number, terms)
        shown |= priced_line.known(found, wish, terms)
    refusals = []
    try:
        check_name(index, all_asked, terms)
        shown |= priced_line.drafted(made(index, asked, offered, terms))
    except Refused as refusal:
        refusals.append(refusal)
    try:
        check_option(asked, offered, sold, terms)
    except Refused as refusal:
        refusals.append(refusal)
    problems = [_problem(refusal, pointer(index, asked, refusal)) for refusal in refusals]
    return PricedLine(**shown, problems=problems)


def _problem(refusal: Refused, pointer: str) -> PriceProblem:
    return PriceProblem(type=f"urn:saleswire:problem:{refusal.slug}", pointer=pointer, detail=refusal.detail)


def _too_much(gross: Decimal, terms: Terms) -> Iterator[PriceProblem]:
    try:
        check_amount(gross, terms)
    except Refused as refusal:
        yield _problem(refusal, "/lines")


def _taxes(sold: Sequence[money.Sold], totals: Totals) -> list[TaxShown]:
    """What is taxed at each rate, freight included, and the tax."""
    return [
        TaxShown(tax_rate=row.rate, net=row.net + row.freight, tax=row.tax)
        for row in money.taxed_of(sold, totals)
    ]
