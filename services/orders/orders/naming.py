"""By which name an order calls its client: a draft by the present one, others by that of their day. Pure."""

from orders.models import Order
from orders.process import Status


def call_client_now(order: Order) -> None:
    """A draft takes the name that the client has got since."""
    if order.client_now and order.status == Status.DRAFT:
        order.client = order.client.model_copy(update={"name": order.client_now})
        order.client_name, order.client_now = order.client_now, ""
