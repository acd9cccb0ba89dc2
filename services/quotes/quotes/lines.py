"""How lines that a seller asks for become lines of a quote, with the refusals that belong to one line.

A line that nobody changes keeps its price and its day; any other is priced as of the day of the change.
Drafting takes all lines or none; looking ahead takes what it can. Both come through here.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.errors import Refused, unknown
from chassis.prepared import Row
from chassis.work import Work
from contracts import money
from contracts.event import new_id
from contracts.quotes import PriceDecision
from contracts.values import ItemKind, LineItem, Quantity, Supply
from kernel.units import check_quantity
from quotes.copies import Offered
from quotes.documents import AskedLine
from quotes.pricing import Asked, Priced, price_line
from quotes.settings import Settings

FIELDS = {"unknown-line": "line_id", "line-twice": "line_id"} | dict.fromkeys(
    ("quantity-too-small", "quantity-decimals", "total-too-large"), "quantity"
)
PRICE = {"price-fixed", "below-floor", "discount-needs-permission"}


@dataclass(frozen=True)
class Line:
    """A line of a quote with the record of its price."""

    item: LineItem
    decision: PriceDecision


@dataclass(frozen=True)
class Terms:
    """Under what lines are priced; ``granted_by`` may exceed the discount policy, if anybody.

    ``there`` are the lines that the quote has, by id. They keep their prices unless all is priced ``anew``.
    """

    on: date
    currency: str
    granted_by: UUID | None
    largest_total: Decimal
    there: Mapping[UUID, Line] = field(default_factory=dict)
    anew: bool = False


def terms(
    work: Work, on: date, currency: str, there: Mapping[UUID, Line] | None = None, *, anew: bool = False
) -> Terms:
    """The terms of whoever writes the quote."""
    assert isinstance(work.settings, Settings)
    granted_by = work.actor if work.caller is None or work.caller.may("discount") else None
    return Terms(on, currency, granted_by, work.settings.largest_total, there or {}, anew)


def by_id(items: Sequence[LineItem], decisions: Sequence[PriceDecision]) -> dict[UUID, Line]:
    """The lines of a quote with their decisions."""
    decided = {decision.line_id: decision for decision in decisions}
    return {item.line_id: Line(item, decided[item.line_id]) for item in items if item.line_id in decided}


def unchanged(items: Sequence[LineItem]) -> list[AskedLine]:
    """These lines, asked for as they are."""
    return [AskedLine(line_id=item.line_id) for item in items]


def all_made(asked: Sequence[AskedLine], offered: Mapping[UUID, Offered], terms: Terms) -> list[Line]:
    """Every line; raises the first line's Refused, which points at the line."""
    quoted = {product_id(line, terms) for line in asked}
    found = []
    for index, line in enumerate(asked):
        try:
            check_name(index, asked, terms)
            found.append(made(index, line, offered, terms))
            check_option(line, offered, quoted, terms)
        except Refused as refusal:
            refusal.errors = [{"pointer": pointer(index, line, refusal), "detail": refusal.detail}]
            raise
    return found


def check_name(index: int, asked: Sequence[AskedLine], terms: Terms) -> None:
    """Raise Refused for a line_id that the quote does not have, or that stood above already."""
    id = asked[index].line_id
    if id is None:
        return
    if id not in terms.there:
        raise Refused(f"The quote has no line {id}. Leave line_id out to add one.", slug="unknown-line")
    if any(line.line_id == id for line in asked[:index]):
        raise Refused("A line of the quote stands twice in lines.", slug="line-twice")


def made(index: int, asked: AskedLine, offered: Mapping[UUID, Offered], terms: Terms) -> Line:
    """One line, kept or priced; raises Refused when it is not for sale, has no price or breaks the policy."""
    if keeps_price(asked, terms):
        return _kept(index + 1, asked, terms)
    found = _for_sale(product_id(asked, terms), offered)
    wish = wish_of(asked, found.product["number"], terms)
    check_quantity(wish.quantity, found.product["unit"], found.product["unit_decimals"])
    price = _price(wish, found, terms, again=is_unchanged(asked, terms))
    net = money.line_net(wish.quantity, price.unit_price, price.discount, terms.currency)
    check_amount(net, terms)
    return Line(_item(index + 1, asked, wish, found.product, price, net, terms), price.decision)


def keeps_price(asked: AskedLine, terms: Terms) -> bool:
    """Whether the line stays as it was priced."""
    return not terms.anew and is_unchanged(asked, terms)


def is_unchanged(asked: AskedLine, terms: Terms) -> bool:
    """Whether the quote has this very line: the same product and quantity, and no other price asked for."""
    line = _there(asked, terms)
    if line is None:
        return False
    item = line.item
    wants_list = "unit_price" in asked.model_fields_set and asked.unit_price is None
    unit_price = item.list_price if wants_list else asked.unit_price
    wanted = (asked.product_id, asked.quantity, unit_price, asked.discount)
    has = (item.product_id, item.quantity.value, item.unit_price, item.discount)
    return all(want is None or want == have for want, have in zip(wanted, has, strict=True))


def product_id(asked: AskedLine, terms: Terms) -> UUID | None:
    """The product of the line, None when only an unknown line is named."""
    line = _there(asked, terms)
    return asked.product_id or (None if line is None else line.item.product_id)


def wish_of(asked: AskedLine, number: str, terms: Terms) -> Asked:
    """What is to be priced; a line that only time has passed over asks for what it asked for before."""
    line = _there(asked, terms)
    id = asked.line_id or new_id()
    if line is not None and is_unchanged(asked, terms):
        item = line.item
        own = None if item.unit_price == item.list_price else item.unit_price
        return Asked(id, number, item.quantity.value, own, item.discount)
    quantity = asked.quantity
    if quantity is None:
        quantity = Decimal(0) if line is None else line.item.quantity.value
    return Asked(id, number, quantity, asked.unit_price, asked.discount or Decimal(0))


def _there(asked: AskedLine, terms: Terms) -> Line | None:
    return None if asked.line_id is None else terms.there.get(asked.line_id)


def _price(wish: Asked, found: Offered, terms: Terms, *, again: bool) -> Priced:
    """The price of the day; ``again``: what was asked for once gives way to the list where it must now."""
    try:
        return price_line(
            wish, found.offers, on=terms.on, currency=terms.currency, granted_by=terms.granted_by
        )
    except Refused as refusal:
        if not again or refusal.slug not in PRICE:
            raise
    plain = replace(wish, unit_price=None, discount=Decimal(0))
    return price_line(plain, found.offers, on=terms.on, currency=terms.currency, granted_by=None)


def _kept(position: int, asked: AskedLine, terms: Terms) -> Line:
    assert asked.line_id is not None
    line = terms.there[asked.line_id]
    description = line.item.description if asked.description is None else asked.description
    item = line.item.model_copy(update={"position": position, "description": description})
    return Line(item, line.decision)


def check_option(
    asked: AskedLine, offered: Mapping[UUID, Offered], quoted: Collection[UUID | None], terms: Terms
) -> None:
    """An option that fits certain devices only is sold together with one of them."""
    found = offered.get(product_id(asked, terms) or new_id())
    if found is None:
        return
    product = found.product
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
    field = FIELDS.get(refusal.slug, "product_id")
    if refusal.slug in PRICE:
        field = "discount" if asked.unit_price is None else "unit_price"
    return f"/lines/{index}/{field}"


def _for_sale(id: UUID | None, offered: Mapping[UUID, Offered]) -> Offered:
    found = None if id is None else offered.get(id)
    if found is None:
        raise unknown("product", id)
    if not found.product["sellable"]:
        name = f"{found.product['number']} {found.product['name']}"
        raise Refused(f"{name} is not for sale.", slug="not-for-sale")
    return found


def _item(
    position: int, asked: AskedLine, wish: Asked, product: Row, price: Priced, net: Decimal, terms: Terms
) -> LineItem:
    line = _there(asked, terms)
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
        list_price=price.list_price,
        unit_price=price.unit_price,
        discount=price.discount,
        net=net,
        tax_rate=product["tax_rate"],
    )
