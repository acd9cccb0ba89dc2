"""Units come in: from a count, a delivery, or production."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.errors import Refused, unknown
from chassis.language import _
from chassis.work import Work
from contracts.values import ItemKind
from fulfillment import backlog, stockroom
from fulfillment.models.stock import PRODUCTS, StockItem, unit_copy
from fulfillment.schemas import ReceiveStock
from kernel.units import DECIMALS, check_quantity

_product = PRODUCTS.table.c
PRODUCT = (
    select(_product.kind, _product.unit, DECIMALS)
    .outerjoin(unit_copy, unit_copy.c.code == _product.unit)
    .where(_product.id == bindparam("wanted"))
)


async def receive_stock(work: Work, product_id: UUID, asked: ReceiveStock) -> StockItem:
    """Take units into stock and give them to whoever waits; the first receipt opens the stock item."""
    await _check_product(work, product_id, asked.quantity)
    item = await stockroom.opened(work, product_id)
    work.publish(item, item.receive(asked.quantity, asked.reference))
    items = {item.id: item}
    await backlog.serve(work, items)
    await stockroom.store(work, items.values())
    return item


async def _check_product(work: Work, product_id: UUID, units: Decimal) -> None:
    product = (await work.execute(PRODUCT, {"wanted": product_id})).one_or_none()
    if product is None:
        raise unknown("product", product_id)
    if product.kind == ItemKind.SERVICE:
        raise Refused(_("A service has no stock."), slug="no-stock")
    check_quantity(units, product.unit, product.unit_decimals)
