"""What is said of an order whose goods are shipped, whose services are performed, or which has both. Pure.

Fulfilled says either: of orders with both, and in lists (``FULFILLED`` in ``deals/deal.py``).
"""

from web.api.orders import OrderView

GOODS, SERVICES, BOTH = "shipped", "performed", "fulfilled"


def kind_of(order: OrderView) -> str:
    """Whether goods, services or both make it up: shipped, performed, fulfilled."""
    services = [line["item"]["kind"] == "service" for line in order["lines"]]
    if not any(services):
        return GOODS
    return SERVICES if all(services) else BOTH


def state(order: OrderView) -> str:
    """The state in words that are true of this order, as a key; a pending order was placed."""
    if order["status"] == "pending":
        return "placed"
    return str(order["status"]).replace(GOODS, kind_of(order))
