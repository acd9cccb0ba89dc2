"""Units come in: from a count, a delivery, or production."""

from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.errors import Refused
from chassis.work import Work
from fulfillment import backlog, stockroom
from fulfillment.documents import ReceiveStock
from fulfillment.models.stock import StockItem, product_copy


async def receive_stock(work: Work, product_id: UUID, asked: ReceiveStock) -> StockItem:
    """Take units into stock and give them to whoever waits; the first receipt opens the stock item."""
    await _check_product(work, product_id)
    item = await stockroom.opened(work, product_id)
    work.publish(item, item.receive(asked.quantity, asked.reference))
    items = {item.id: item}
    await backlog.serve(work, items)
    await stockroom.store(work, items.values())
    return item


async def _check_product(work: Work, product_id: UUID) -> None:
    c = product_copy.c
    kind = (
        await work.execute(select(c.kind).where(c.id == bindparam("wanted")), {"wanted": product_id})
    ).scalar()
    if kind is None:
        raise Refused(f"There is no product {product_id}. Publish it first.", slug="unknown-product")
    if kind == "service":
        raise Refused("A service has no stock.", slug="no-stock")
