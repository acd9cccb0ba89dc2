"""The lines of a draft as a seller asks for them: kept as agreed, or priced by the lists in force."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import RowMapping

from chassis.errors import Refused
from chassis.work import Work
from contracts import money
from contracts.event import new_id
from contracts.values import ItemKind, LineItem, Quantity, Supply
from orders import copies
from orders.documents import AskedLine
from orders.ledger import Line
from orders.models import Order
from orders.prices import Price, Wish, price
from orders.settings import Settings


async def price_lines(work: Work, order: Order, asked: Sequence[AskedLine], freight: Decimal) -> None:
    """Give the draft these lines; what differs from an agreed line is priced as of the order's day.

    Raises Refused by the price policy, or for unknown lines and products and too large a total.
    """
    assert isinstance(work.settings, Settings)
    agreed = {line.line_id: line for line in order.lines}
    _check_names(asked, agreed)
    ids = {_product_id(line, agreed) for line in asked if not _is_kept(line, agreed)}
    products = await copies.products(work, ids) if ids else {}
    offers = await copies.offers(work, ids) if ids else {}
    granted_by = work.actor if work.caller is None or work.caller.may("discount") else None
    lines: list[Line] = []
    for position, line in enumerate(asked, start=1):
        if _is_kept(line, agreed):
            lines.append(_kept(position, line, agreed))
            continue
        product = products[_product_id(line, agreed)]
        wish = _wish(line, product["number"], agreed)
        found = price(wish, offers[product["id"]], order.ordered_on, order.currency, granted_by)
        lines.append(Line(_item(position, line, wish, product, found, order.currency), found.decision))
    _check_options(lines, products)
    order.price(lines, freight)
    if order.lead_time_days is None and products:
        order.lead_time_days = max(row["lead_time_days"] for row in products.values())
    if order.gross > work.settings.largest_total:
        raise Refused(f"An order may come to {work.settings.largest_total} at most.", slug="total-too-large")


def _check_names(asked: Sequence[AskedLine], agreed: dict[UUID, Line]) -> None:
    named = [line.line_id for line in asked if line.line_id is not None]
    unknown = [id for id in named if id not in agreed]
    if unknown:
        raise Refused(
            f"The order has no line {unknown[0]}. Leave line_id out to add one.", slug="unknown-line"
        )
    if len(set(named)) < len(named):
        raise Refused("A line of the order stands twice in lines.", slug="line-twice")


def _is_kept(asked: AskedLine, agreed: dict[UUID, Line]) -> bool:
    """Whether the agreed prices hold: the same product and quantity, and no other price asked for."""
    if asked.line_id is None:
        return False
    item = agreed[asked.line_id].item
    wanted = (asked.product_id, asked.quantity, asked.unit_price, asked.discount)
    there = (item.product_id, item.quantity.value, item.unit_price, item.discount)
    return all(want is None or want == have for want, have in zip(wanted, there, strict=True))


def _kept(position: int, asked: AskedLine, agreed: dict[UUID, Line]) -> Line:
    assert asked.line_id is not None
    line = agreed[asked.line_id]
    description = line.item.description if asked.description is None else asked.description
    item = line.item.model_copy(update={"position": position, "description": description})
    return Line(item, line.decision)


def _product_id(asked: AskedLine, agreed: dict[UUID, Line]) -> UUID:
    if asked.product_id is not None:
        return asked.product_id
    assert asked.line_id is not None
    return agreed[asked.line_id].item.product_id


def _wish(asked: AskedLine, number: str, agreed: dict[UUID, Line]) -> Wish:
    quantity = asked.quantity
    if quantity is None:
        assert asked.line_id is not None
        quantity = agreed[asked.line_id].ordered
    return Wish(asked.line_id or new_id(), number, quantity, asked.unit_price, asked.discount or Decimal(0))


def _item(
    position: int, asked: AskedLine, wish: Wish, product: RowMapping, found: Price, currency: str
) -> LineItem:
    return LineItem(
        line_id=wish.line_id,
        position=position,
        product_id=product["id"],
        kind=ItemKind(product["kind"]),
        number=product["number"],
        name=product["name"],
        category=product["category"],
        description=asked.description or "",
        supply=Supply(product["supply"]),
        quantity=Quantity(value=wish.quantity, unit=product["unit"]),
        list_price=found.list_price,
        unit_price=found.unit_price,
        discount=found.discount,
        net=money.line_net(wish.quantity, found.unit_price, found.discount, currency),
        tax_rate=product["tax_rate"],
    )


def _check_options(lines: Sequence[Line], products: dict[UUID, RowMapping]) -> None:
    """An option that fits certain devices only is sold together with one of them."""
    ordered = {line.item.product_id for line in lines}
    for line in lines:
        product = products.get(line.item.product_id)
        fits = product["fits"] if product is not None and line.item.kind is ItemKind.OPTION else ()
        if fits and not ordered.intersection(fits):
            raise Refused(
                f"Option {line.item.number} {line.item.name} fits none of the devices in this order. "
                "Add a device that it fits, or leave it out.",
                slug="option-does-not-fit",
            )
