"""An order is closed when nothing is left to ship or perform, all is invoiced and every invoice paid."""

from datetime import date

from sqlalchemy import bindparam, exists, select

from chassis.work import Work
from orders.models import Order
from orders.process import Status
from orders.tables import order_invoice

UNPAID = select(
    exists().where(order_invoice.c.order_id == bindparam("order"), order_invoice.c.settled_on.is_(None))
)


async def close_if_paid(work: Work, order: Order, on: date) -> None:
    """Close the order if it is invoiced whole and nothing is owed; the caller saves it."""
    if order.status != Status.INVOICED or await work.scalar(UNPAID, {"order": order.id}):
        return
    event = order.close(on)
    assert event is not None
    work.publish(order, event)
