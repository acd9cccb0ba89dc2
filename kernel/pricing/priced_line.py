"""What a preview tells of one line: product, list, breaks and floor, and what drafting makes of it."""

from decimal import Decimal
from typing import Any

from chassis.errors import Refused
from contracts import money
from contracts.catalog import PriceBreak
from kernel.pricing.conditions import Line, Terms
from kernel.pricing.offers import Offer, Offered, break_reached, next_break, offer_in_force
from kernel.pricing.policy import Wish, adjusted
from kernel.pricing.previews import BreakShown, PriceListShown, ProductShown

SIX_PLACES = Decimal("0.000001")


def known(found: Offered, wish: Wish | None, terms: Terms) -> dict[str, Any]:
    """Facts of the product, and of its price where there is a wish to price and a list decides."""
    product = found.product
    facts: dict[str, Any] = {"product": ProductShown.model_validate(product)}
    if wish is None:
        return facts
    facts |= {"kind": product.kind, "tax_rate": product.tax_rate}
    try:
        offer = offer_in_force(wish.number, found.offers, terms.on, terms.currency)
    except Refused:
        return facts
    return facts | _offer(offer, wish.quantity) | _wished(offer, wish, terms)


def drafted(line: Line) -> dict[str, Any]:
    """What drafting makes of the line."""
    item, decision = line.item, line.decision
    names = ("kind", "list_price", "unit_price", "discount", "net", "tax_rate")
    facts = {name: getattr(item, name) for name in names} | {
        "quantity": item.quantity.value,
        "priced_on": line.priced_on,
    }
    return facts | ({} if decision is None else {"rule": decision.rule, "floor": decision.floor})


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
        "quantity_break": _break(break_reached(offer.price, quantity)),
        "next_break": _break(next_break(offer.price, quantity)),
        "floor": offer.price.floor,
    }


def _break(step: PriceBreak | None) -> BreakShown | None:
    if step is None:
        return None
    return BreakShown(min_quantity=step.min_quantity, unit_price=step.unit_price)


def _wished(offer: Offer, wish: Wish, terms: Terms) -> dict[str, Any]:
    """What the wished price comes to, allowed or not; nothing below the smallest quantity."""
    step = break_reached(offer.price, wish.quantity)
    if step is None:
        return {}
    found = adjusted(wish, step.unit_price)
    net = money.line_net(wish.quantity, found.unit_price, wish.discount, terms.currency)
    return {
        "list_price": step.unit_price,
        "unit_price": found.unit_price,
        "effective_price": found.effective.quantize(SIX_PLACES),
        "discount_on_list": found.on_list.quantize(SIX_PLACES),
        "below_floor": found.is_one and found.effective < offer.price.floor,
        "needs_grant": found.is_one and found.on_list > offer.max_discount,
        "net": net if net <= terms.largest_total else None,
    }
