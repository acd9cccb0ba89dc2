"""How lines that a seller asks for become lines of a document, with the refusals that belong to one line.

Drafting takes all lines or none; a preview takes what it can. Both come through here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.errors import Refused
from contracts import money
from contracts.values import LineItem, Quantity
from kernel.pricing.conditions import Line, Terms, is_kept, is_unchanged, product_id, there, wish_of
from kernel.pricing.offers import Offered, Product
from kernel.pricing.policy import Price, Wish, price
from kernel.pricing.refusals import OF_POLICY, check_amount, check_name, check_option, for_sale, pointer
from kernel.pricing.requests import AskedLine
from kernel.units import check_quantity

# what a seller writes on a line beside what decides its price, such as the description
DECIDES = {"line_id", "product_id", "quantity", "unit_price", "discount"}
WRITTEN = AskedLine.model_fields.keys() & LineItem.model_fields.keys() - DECIDES


def all_made(asked: Sequence[AskedLine], offered: Mapping[UUID, Offered], terms: Terms) -> list[Line]:
    """Every line; raises the first line's Refused, which points at the line."""
    sold = {product_id(line, terms) for line in asked}
    found = []
    for index, line in enumerate(asked):
        try:
            check_name(index, asked, terms)
            found.append(made(index, line, offered, terms))
            check_option(line, offered, sold, terms)
        except Refused as refusal:
            refusal.errors = [{"pointer": pointer(index, line, refusal), "detail": refusal.detail}]
            raise
    return found


def made(index: int, asked: AskedLine, offered: Mapping[UUID, Offered], terms: Terms) -> Line:
    """One line, kept or priced; raises Refused when it is not for sale, has no price or breaks the policy."""
    if is_kept(asked, terms):
        return _kept(index + 1, asked, terms)
    found = for_sale(asked, offered, terms)
    wish = wish_of(asked, found.product.number, terms)
    check_quantity(wish.quantity, found.product.unit, found.product.unit_decimals)
    cost = _price(wish, found, terms, again=is_unchanged(asked, terms))
    net = money.line_net(wish.quantity, cost.unit_price, cost.discount, terms.currency)
    check_amount(net, terms)
    item = _item(index + 1, _written(asked, terms), wish, found.product, cost, net)
    return Line(item, cost.decision)


def _price(wish: Wish, found: Offered, terms: Terms, *, again: bool) -> Price:
    """The price of the day; ``again``: what was asked for once gives way to the list where it must now."""
    try:
        return price(wish, found.offers, on=terms.on, currency=terms.currency, granted_by=terms.granted_by)
    except Refused as refusal:
        if not again or refusal.slug not in OF_POLICY:
            raise
    plain = replace(wish, unit_price=None, discount=Decimal(0))
    return price(plain, found.offers, on=terms.on, currency=terms.currency, granted_by=None)


def _kept(position: int, asked: AskedLine, terms: Terms) -> Line:
    line = there(asked, terms)
    assert line is not None
    item = line.item.model_copy(update={"position": position} | _written(asked, terms))
    return Line(item, line.decision, line.agreed_on)


def _written(asked: AskedLine, terms: Terms) -> dict[str, Any]:
    """What is written on the line: as asked, or else as it was."""
    line = there(asked, terms)
    before = {} if line is None else {name: getattr(line.item, name) for name in WRITTEN}
    return before | {name: said for name in WRITTEN if (said := getattr(asked, name)) is not None}


def _item(
    position: int, written: Mapping[str, Any], wish: Wish, product: Product, cost: Price, net: Decimal
) -> LineItem:
    return LineItem(
        line_id=wish.line_id,
        position=position,
        product_id=product.id,
        kind=product.kind,
        number=product.number,
        name=product.name,
        category=product.category,
        supply=product.supply,
        quantity=Quantity(value=wish.quantity, unit=product.unit),
        list_price=cost.list_price,
        unit_price=cost.unit_price,
        discount=cost.discount,
        net=net,
        tax_rate=product.tax_rate,
        **written,
    )
