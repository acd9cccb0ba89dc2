"""A preview: what an order of these lines would come to. It has no effect and refuses no line."""

from chassis.errors import NotFound
from chassis.language import _
from chassis.work import Work, peek
from kernel.currencies import check_currency
from kernel.pricing import Terms, previewed, products_of
from kernel.tax_treatments import Freight, freight_of
from orders import lines, rows
from orders.models import Order
from orders.price_schemas import OrderPrice, PriceOrder
from orders.tables import PARTIES, PRICE_LISTS


async def price_order(work: Work, asked: PriceOrder) -> OrderPrice:
    """All lines kept or priced as drafting would, each with its problems."""
    terms, freight = await (_of_new(work, asked) if asked.order_id is None else _of_draft(work, asked))
    offered = await PRICE_LISTS.offered(work, products_of(asked.lines, terms))
    return previewed(OrderPrice, asked.lines, offered, terms, freight)


async def _of_new(work: Work, asked: PriceOrder) -> tuple[Terms, Freight]:
    on = await work.business_date(asked.ordered_on)
    if asked.client_id is not None:
        await PARTIES.client(work, asked.client_id)
    currency = asked.currency or work.settings.company_currency
    await check_currency(work, currency)
    return lines.terms(work, on, currency), await freight_of(work, asked)


async def _of_draft(work: Work, asked: PriceOrder) -> tuple[Terms, Freight]:
    assert asked.order_id is not None
    order = await peek(work, Order, asked.order_id)
    if order is None:
        raise NotFound(_("There is no order %(order_id)s.", order_id=asked.order_id))
    await work.reach(*order.belongs_to(), "order")
    freight = await freight_of(work, asked, order.totals)
    there = await rows.lines_of(work, order.id)
    on = await work.business_date(asked.priced_on)
    return lines.terms(work, on, order.currency, there), freight
