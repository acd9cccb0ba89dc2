"""What a price preview tells of one line beside its price: the product, the list, the breaks, the floor."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from chassis.errors import Refused
from contracts import money
from contracts.catalog import PriceBreak
from orders import lines, prices
from orders.copies import Offered
from orders.price_documents import BreakShown, PriceListShown, ProductShown, TaxShown
from orders.prices import Offer, Wish

SIX_PLACES = Decimal("0.000001")


def known(wish: Wish, found: Offered, terms: lines.Terms) -> dict[str, Any]:
    """Facts of the product, and of its price where a list decides."""
    product = found.product
    facts: dict[str, Any] = {
        "product": ProductShown.model_validate(dict(product)),
        "quantity": wish.quantity,
        "tax_rate": product["tax_rate"],
    }
    try:
        offer = prices.offer_in_force(wish.number, found.offers, terms.on, terms.currency)
    except Refused:
        return facts
    return facts | _offer(offer, wish.quantity) | _wished(offer, wish, terms)


def _offer(offer: Offer, quantity: Decimal) -> dict[str, Any]:
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
        "quantity_break": _break(prices.break_reached(offer.price, quantity)),
        "next_break": _break(prices.next_break(offer.price, quantity)),
        "floor": offer.price.floor,
    }


def _break(step: PriceBreak | None) -> BreakShown | None:
    if step is None:
        return None
    return BreakShown(min_quantity=step.min_quantity, unit_price=step.unit_price)


def _wished(offer: Offer, wish: Wish, terms: lines.Terms) -> dict[str, Any]:
    """What the wished price comes to, allowed or not; nothing below the smallest quantity."""
    step = prices.break_reached(offer.price, wish.quantity)
    if step is None:
        return {}
    listed = step.unit_price
    unit_price = listed if wish.unit_price is None else wish.unit_price
    effective = unit_price * (1 - wish.discount)
    given = prices.discount_on_list(listed, effective)
    net = money.line_net(wish.quantity, unit_price, wish.discount, terms.currency)
    adjusted = unit_price != listed or wish.discount > 0
    return {
        "list_price": listed,
        "unit_price": unit_price,
        "effective_price": effective.quantize(SIX_PLACES),
        "discount_on_list": given.quantize(SIX_PLACES),
        "below_floor": adjusted and effective < offer.price.floor,
        "needs_grant": adjusted and given > offer.max_discount,
        "net": net if net <= terms.largest_total else None,
    }


def taxes(nets: Iterable[tuple[Decimal, Decimal]], freight: Decimal, currency: str) -> list[TaxShown]:
    """What is taxed at each rate, freight included, and the tax."""
    return [
        TaxShown(tax_rate=row.rate, net=row.net + row.freight, tax=row.tax)
        for row in money.taxed(nets, freight, currency)
    ]
