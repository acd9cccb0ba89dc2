"""Who is responsible for an order, from its draft until nothing of it is left to do. Pure."""

from uuid import UUID

from chassis.errors import Conflict
from chassis.language import _, stated
from contracts.orders import OrderReassigned
from orders.annotations import OVER
from orders.models import Order


def reassign(order: Order, to: UUID) -> OrderReassigned | None:
    """Give the order to this person; None when it is theirs already. Raises Conflict when it is over."""
    if order.status in OVER:
        raise Conflict(
            _(
                "Order %(number)s is %(status)s: its sales representative stays.",
                number=order.number,
                status=stated(order.status),
            ),
            slug=f"order-{order.status}",
        )
    if order.owner_id == to:
        return None
    previous, order.owner_id = order.owner_id, to
    return OrderReassigned(order_id=order.id, previous_owner_id=previous, owner_id=to)
