"""How lines that a seller asks for become lines of a draft, with the refusals that belong to one line.

A line that nobody changes keeps its price and its day; any other is priced by the lists of the day of the
change. Drafting takes all lines or none; looking ahead takes what it can. Both come through here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping

from chassis.errors import Refused, unknown
from chassis.work import Work
from contracts import money
from contracts.event import new_id
from contracts.values import ItemKind, LineItem, Quantity, Supply
from kernel.units import check_quantity
from orders.copies import Offered
from orders.documents import AskedLine
from orders.ledger import Line
from orders.prices import Price, Wish, price
from orders.settings import Settings

Agreed = Mapping[UUID, Line]
FIELDS = {"unknown-line": "line_id", "line-twice": "line_id"} | dict.fromkeys(
    ("quantity-too-small", "quantity-decimals", "total-too-large"), "quantity"
)
PRICE = {"price-fixed", "below-floor", "discount-needs-permission"}


@dataclass(frozen=True)
class Terms:
    """Under what lines are priced; ``granted_by`` may exceed the list's discount, if anybody.

    Lines whose ids are in ``anew`` are priced again although nobody changed them.
    """

    on: date
    currency: str
    granted_by: UUID | None
    largest_total: Decimal
    anew: Collection[UUID] = ()


def terms(work: Work, on: date, currency: str, anew: Collection[UUID] = ()) -> Terms:
    """The terms of whoever writes the order."""
    assert isinstance(work.settings, Settings)
    granted_by = work.actor if work.caller is None or work.caller.may("discount") else None
    return Terms(on, currency, granted_by, work.settings.largest_total, anew)


def to_price(asked: Sequence[AskedLine], agreed: Agreed, terms: Terms) -> set[UUID]:
    """Products of the lines that do not keep their price."""
    ids = {product_id(line, agreed) for line in asked if not is_kept(line, agreed, terms)}
    return {id for id in ids if id is not None}


def all_made(
    asked: Sequence[AskedLine], agreed: Agreed, offered: Mapping[UUID, Offered], terms: Terms
) -> list[Line]:
    """Every line; raises the first line's Refused, which points at the line."""
    ordered = {product_id(line, agreed) for line in asked}
    found = []
    for index, line in enumerate(asked):
        try:
            check_name(index, asked, agreed)
            found.append(made(index, line, agreed, offered, terms))
            check_option(line, agreed, offered, ordered, terms)
        except Refused as refusal:
            refusal.errors = [{"pointer": pointer(index, line, refusal), "detail": refusal.detail}]
            raise
    return found


def check_name(index: int, asked: Sequence[AskedLine], agreed: Agreed) -> None:
    """Raise Refused for a line_id that the order does not have, or that stood above already."""
    id = asked[index].line_id
    if id is None:
        return
    if id not in agreed:
        raise Refused(f"The order has no line {id}. Leave line_id out to add one.", slug="unknown-line")
    if any(line.line_id == id for line in asked[:index]):
        raise Refused("A line of the order stands twice in lines.", slug="line-twice")


def made(index: int, asked: AskedLine, agreed: Agreed, offered: Mapping[UUID, Offered], terms: Terms) -> Line:
    """One line, kept or priced; raises Refused when it cannot be sold so."""
    if is_kept(asked, agreed, terms):
        return _kept(index + 1, asked, agreed)
    found = _for_sale(product_id(asked, agreed), offered)
    wish = wish_of(asked, found.product["number"], agreed)
    check_quantity(wish.quantity, found.product["unit"], found.product["unit_decimals"])
    priced = _price(wish, found, terms, again=_is_unchanged(asked, agreed))
    net = money.line_net(wish.quantity, priced.unit_price, priced.discount, terms.currency)
    check_amount(net, terms)
    return Line(_item(index + 1, asked, wish, found.product, priced, net, agreed), priced.decision)


def check_option(
    asked: AskedLine,
    agreed: Agreed,
    offered: Mapping[UUID, Offered],
    ordered: Collection[UUID | None],
    terms: Terms,
) -> None:
    """An option that fits certain devices only is sold together with one of them; kept lines stay."""
    found = None if is_kept(asked, agreed, terms) else offered.get(product_id(asked, agreed) or new_id())
    if found is None or found.product["kind"] != ItemKind.OPTION:
        return
    product = found.product
    if product["fits"] and not set(ordered).intersection(product["fits"]):
        raise Refused(
            f"Option {product['number']} {product['name']} fits none of the devices in this order. "
            "Add a device that it fits, or leave it out.",
            slug="option-does-not-fit",
        )


def check_amount(amount: Decimal, terms: Terms, pointer: str = "/lines") -> None:
    """Raise Refused for an amount that no order may come to."""
    if amount > terms.largest_total:
        detail = f"An order may come to {terms.largest_total} at most."
        raise Refused(detail, slug="total-too-large", errors=[{"pointer": pointer, "detail": detail}])


def pointer(index: int, asked: AskedLine, refusal: Refused) -> str:
    """JSON Pointer to the field of the line that would have to change."""
    field = FIELDS.get(refusal.slug, "product_id")
    if refusal.slug in PRICE:
        field = "discount" if asked.unit_price is None else "unit_price"
    return f"/lines/{index}/{field}"


def is_kept(asked: AskedLine, agreed: Agreed, terms: Terms) -> bool:
    """Whether the line stays as it was priced."""
    return asked.line_id not in terms.anew and _is_unchanged(asked, agreed)


def _is_unchanged(asked: AskedLine, agreed: Agreed) -> bool:
    """Whether the draft has this very line: the same product and quantity, and no other price asked for."""
    line = _agreed(asked, agreed)
    if line is None:
        return False
    item = line.item
    wants_list = "unit_price" in asked.model_fields_set and asked.unit_price is None
    unit_price = item.list_price if wants_list else asked.unit_price
    wanted = (asked.product_id, asked.quantity, unit_price, asked.discount)
    there = (item.product_id, item.quantity.value, item.unit_price, item.discount)
    return all(want is None or want == have for want, have in zip(wanted, there, strict=True))


def product_id(asked: AskedLine, agreed: Agreed) -> UUID | None:
    """The product of the line, None when only an unknown line is named."""
    if asked.product_id is not None:
        return asked.product_id
    line = _agreed(asked, agreed)
    return None if line is None else line.item.product_id


def wish_of(asked: AskedLine, number: str, agreed: Agreed) -> Wish:
    """What is to be priced; a line that only time has passed over asks for what it asked for before."""
    id = asked.line_id or new_id()
    line = _agreed(asked, agreed)
    if line is not None and _is_unchanged(asked, agreed):
        item = line.item
        own = None if item.unit_price == item.list_price else item.unit_price
        return Wish(id, number, line.ordered, own, item.discount)
    quantity = asked.quantity
    if quantity is None:
        quantity = Decimal(0) if line is None else line.ordered
    return Wish(id, number, quantity, asked.unit_price, asked.discount or Decimal(0))


def _agreed(asked: AskedLine, agreed: Agreed) -> Line | None:
    return None if asked.line_id is None else agreed.get(asked.line_id)


def _kept(position: int, asked: AskedLine, agreed: Agreed) -> Line:
    assert asked.line_id is not None
    line = agreed[asked.line_id]
    description = line.item.description if asked.description is None else asked.description
    item = line.item.model_copy(update={"position": position, "description": description})
    return Line(item, line.decision, agreed_on=line.agreed_on)


def _price(wish: Wish, found: Offered, terms: Terms, *, again: bool) -> Price:
    """The price of the day; ``again``: what was asked for once gives way to the list where it must now."""
    try:
        return price(wish, found.offers, terms.on, terms.currency, terms.granted_by)
    except Refused as refusal:
        if not again or refusal.slug not in PRICE:
            raise
    plain = replace(wish, unit_price=None, discount=Decimal(0))
    return price(plain, found.offers, terms.on, terms.currency, None)


def _for_sale(id: UUID | None, offered: Mapping[UUID, Offered]) -> Offered:
    found = None if id is None else offered.get(id)
    if found is None:
        raise unknown("product", id)
    if not found.product["sellable"]:
        name = f"{found.product['number']} {found.product['name']}"
        raise Refused(f"{name} is not for sale.", slug="not-for-sale")
    return found


def _item(
    position: int,
    asked: AskedLine,
    wish: Wish,
    product: RowMapping,
    found: Price,
    net: Decimal,
    agreed: Agreed,
) -> LineItem:
    line = _agreed(asked, agreed)
    before = "" if line is None else line.item.description
    return LineItem(
        line_id=wish.line_id,
        position=position,
        product_id=product["id"],
        kind=ItemKind(product["kind"]),
        number=product["number"],
        name=product["name"],
        category=product["category"],
        description=before if asked.description is None else asked.description,
        supply=Supply(product["supply"]),
        quantity=Quantity(value=wish.quantity, unit=product["unit"]),
        list_price=found.list_price,
        unit_price=found.unit_price,
        discount=found.discount,
        net=net,
        tax_rate=product["tax_rate"],
    )
