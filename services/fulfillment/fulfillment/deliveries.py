"""Reading delivery orders for a change: which products they touch, and their lines."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from chassis.work import Work
from fulfillment.models.delivery import Line, delivery_line_table, line_from_row

_line = delivery_line_table.c


def products_of(delivery_order_id: UUID) -> Select[Any]:
    """The stocked products of a delivery order; they never change, so they can be locked before it."""
    return select(_line.product_id).where(_line.delivery_order_id == delivery_order_id, _line.stocked)


async def lines_of(work: Work, delivery_order_id: UUID) -> list[Line]:
    """Its lines by position."""
    rows = await work.execute(
        select(delivery_line_table)
        .where(_line.delivery_order_id == delivery_order_id)
        .order_by(_line.position)
    )
    return [line_from_row(row) for row in rows.mappings()]
