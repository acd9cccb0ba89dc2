"""How lines that a seller asks for become lines of a quote, with the refusals that belong to one line.

Drafting takes all lines or none; looking ahead takes what it can. Both come through here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.errors import Refused
from chassis.prepared import Row
from chassis.work import Work
from contracts import money
from contracts.event import new_id
from contracts.quotes import PriceDecision
from contracts.values import ItemKind, LineItem, Quantity, Supply
from quotes.copies import Offered
from quotes.documents import AskedLine
from quotes.pricing import Asked, Priced, price_line
from quotes.settings import Settings

QUANTITY = {"quantity-too-small", "total-too-large"}
PRICE = {"price-fixed", "below-floor", "discount-needs-permission"}


@dataclass(frozen=True)
class Terms:
    """Under what lines are priced; ``granted_by`` may exceed the discount policy, if anybody."""

    on: date
    currency: str
    granted_by: UUID | None
    largest_total: Decimal


def terms(work: Work, on: date, currency: str) -> Terms:
    """The terms of whoever writes the quote."""
    assert isinstance(work.settings, Settings)
    granted_by = work.actor if work.caller is None or work.caller.may("discount") else None
    return Terms(on, currency, granted_by, work.settings.largest_total)


def all_priced(
    asked: Sequence[AskedLine], offered: Mapping[UUID, Offered], terms: Terms
) -> list[tuple[LineItem, PriceDecision]]:
    """Every line with its decision; raises the first line's Refused, which points at the line."""
    quoted = {line.product_id for line in asked}
    found = []
    for index, line in enumerate(asked):
        try:
            found.append(priced(index, line, offered, terms))
            check_option(line, offered, quoted)
        except Refused as refusal:
            refusal.errors = [{"pointer": pointer(index, line, refusal), "detail": refusal.detail}]
            raise
    return found


def priced(
    index: int, asked: AskedLine, offered: Mapping[UUID, Offered], terms: Terms
) -> tuple[LineItem, PriceDecision]:
    """One line; raises Refused when it is not for sale, has no price, or breaks the price policy."""
    found = _for_sale(asked.product_id, offered)
    number = found.product["number"]
    wanted = Asked(new_id(), number, asked.quantity, asked.unit_price, asked.discount)
    price = price_line(
        wanted, found.offers, on=terms.on, currency=terms.currency, granted_by=terms.granted_by
    )
    net = money.line_net(asked.quantity, price.unit_price, price.discount, terms.currency)
    check_amount(net, terms)
    return _line(index + 1, asked, found.product, price, net), price.decision


def check_option(asked: AskedLine, offered: Mapping[UUID, Offered], quoted: Collection[UUID]) -> None:
    """An option that fits certain devices only is sold together with one of them."""
    product = offered[asked.product_id].product
    fits = product["fits"] if product["kind"] == ItemKind.OPTION else ()
    if fits and not set(quoted).intersection(fits):
        raise Refused(
            f"Option {product['number']} {product['name']} fits none of the devices in this quote. "
            "Add a device that it fits, or leave it out.",
            slug="option-does-not-fit",
        )


def check_amount(amount: Decimal, terms: Terms, pointer: str = "/lines") -> None:
    """Raise Refused for an amount that no quote may come to."""
    if amount > terms.largest_total:
        detail = f"A quote may come to {terms.largest_total} at most."
        raise Refused(detail, slug="total-too-large", errors=[{"pointer": pointer, "detail": detail}])


def pointer(index: int, asked: AskedLine, refusal: Refused) -> str:
    """JSON Pointer to the field of the line that would have to change."""
    field = "product_id"
    if refusal.slug in QUANTITY:
        field = "quantity"
    elif refusal.slug in PRICE:
        field = "discount" if asked.unit_price is None else "unit_price"
    return f"/lines/{index}/{field}"


def _for_sale(id: UUID, offered: Mapping[UUID, Offered]) -> Offered:
    if id not in offered:
        raise Refused(f"There is no product {id}.", slug="unknown-product")
    product = offered[id].product
    if not product["sellable"]:
        raise Refused(f"{product['number']} {product['name']} is not for sale.", slug="not-for-sale")
    return offered[id]


def _line(position: int, asked: AskedLine, product: Row, price: Priced, net: Decimal) -> LineItem:
    return LineItem(
        line_id=price.decision.line_id,
        position=position,
        product_id=asked.product_id,
        kind=ItemKind(product["kind"]),
        number=product["number"],
        name=product["name"],
        category=product["category"],
        description=asked.description,
        supply=Supply(product["supply"]),
        quantity=Quantity(value=asked.quantity, unit=product["unit"]),
        list_price=price.list_price,
        unit_price=price.unit_price,
        discount=price.discount,
        net=net,
        tax_rate=product["tax_rate"],
    )
