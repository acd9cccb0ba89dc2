"""Placing an order: what the client did not accept at its price costs what it costs on that day."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.errors import Conflict
from chassis.language import _, ngettext
from chassis.work import Work, save
from contracts.values import Totals
from kernel.naming import take_present_name
from kernel.payment_terms import by_default
from kernel.pricing import AskedLine, all_made, check_amount, products_of
from kernel.tax_treatments import Freight
from orders import lines, rows
from orders.ledger import Ledger, Line
from orders.models import Order
from orders.schemas import PlaceOrder
from orders.settings import Settings
from orders.tables import PARTIES, PRICE_LISTS


async def place_order(work: Work, id: UUID, asked: PlaceOrder) -> Order:
    """Bind the order; billing decides about credit from the fact.

    Raises Conflict where prices changed and ``accept_total`` is not what the order comes to now.
    """
    assert isinstance(work.settings, Settings)
    required = work.settings.required_to_place
    order = await rows.load_order(work, id)
    if not order.terms:
        order.agree(await by_default(work, await PARTIES.terms_of(work, order.client_id)))
    order.check_placeable(required)
    on = await work.step_date(asked.on)
    await _price_again(work, order, on, asked.accept_total)
    take_present_name(order)
    work.publish(order, order.place(on, required))
    await save(work, order)
    return order


async def _price_again(work: Work, order: Order, on: date, accepted: Decimal | None) -> None:
    """Lines of another day cost what they cost on this one; where that is the same, nobody is asked.

    Where their list prices are the same as well, they stay untouched.
    """
    old = {line.line_id for line in order.lines if line.agreed_on is None and line.priced_on != on}
    if not old:
        return
    terms = lines.terms(work, on, order.currency, order.lines, anew=old)
    asked = [AskedLine(line_id=line.line_id) for line in order.lines]
    offered = await PRICE_LISTS.offered(work, products_of(asked, terms))
    before, totals = order.lines, order.totals
    fresh = Ledger.of(all_made(asked, offered, terms))
    pairs = list(zip(before, fresh, strict=True))
    changed = any(_price(was) != _price(now) for was, now in pairs)
    if not changed and all(was.item.list_price == now.item.list_price for was, now in pairs):
        return
    if changed:
        order.price(fresh, Freight.of(totals))
        check_amount(order.gross, terms)
        if accepted != order.gross:
            raise _changed(order, before, totals)
    else:
        order.lines = fresh
    await rows.replace_lines(work, order)


def _price(line: Line) -> tuple[Decimal, ...]:
    """What a client would notice."""
    return line.item.unit_price, line.item.discount, line.item.net, line.item.tax_rate


def _changed(order: Order, before: Ledger, totals: Totals) -> Conflict:
    pairs = [pair for pair in zip(before, order.lines, strict=True) if _price(pair[0]) != _price(pair[1])]
    some = ngettext("%(n)s line", "%(n)s lines", len(pairs))
    return Conflict(
        _(
            "Prices of %(some)s changed since order %(number)s was written: it comes to "
            "%(gross)s %(currency)s instead of %(gross_2)s. Place it with accept_total %(gross)s "
            "if the client takes it so, or edit the draft.",
            some=some,
            number=order.number,
            gross=f"{order.gross:f}",
            currency=order.currency,
            gross_2=f"{totals.gross:f}",
        ),
        slug="prices-changed",
        lines=[_shown(was, now) for was, now in pairs],
        totals={"before": totals.model_dump(mode="json"), "now": order.totals.model_dump(mode="json")},
    )


def _shown(was: Line, now: Line) -> dict[str, Any]:
    names = {"unit_price", "discount", "net", "tax_rate"}
    return {
        "line_id": was.line_id,
        "position": was.item.position,
        "number": was.item.number,
        "name": was.item.name,
        "priced_on": was.priced_on,
        "before": was.item.model_dump(mode="json", include=names),
        "now": now.item.model_dump(mode="json", include=names),
    }
