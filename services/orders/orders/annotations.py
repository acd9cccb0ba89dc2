"""What a placed order still takes: the client's purchase order often comes later. Pure."""

from collections.abc import Mapping
from typing import Any

from chassis.errors import Conflict
from chassis.language import _, stated
from contracts.orders import OrderAnnotated
from contracts.text import folded
from orders.models import Order
from orders.process import Status

FIELDS = (
    "customer_po",
    "po_received_on",
    "po_received_by",
    "project",
    "description",
    "external_ref",
    "call_before_delivery",
    "delivery_conditions",
    "acceptance_conditions",
    "payment_conditions",
)
OVER = (Status.CLOSED, Status.CANCELLED)


def annotate(order: Order, given: Mapping[str, Any]) -> OrderAnnotated | None:
    """Enter these fields; None when they stand so already.

    Raises Conflict for any other field, and when the order is closed or cancelled.
    """
    fixed = sorted(given.keys() - set(FIELDS))
    if order.status in OVER or fixed:
        what = _("nothing of it can be changed any more") if order.status in OVER else _only(fixed)
        slug = f"order-{order.status.replace('_', '-')}"
        raise Conflict(
            _(
                "Order %(number)s is %(status)s: %(what)s.",
                number=order.number,
                status=stated(order.status),
                what=what,
            ),
            slug=slug,
        )
    changed = tuple(name for name in FIELDS if name in given and given[name] != getattr(order, name))
    if not changed:
        return None
    for name in changed:
        setattr(order, name, given[name])
    order.po_key = folded(order.customer_po)
    names = OrderAnnotated.model_fields.keys() - {"order_id", "changed"}
    fields = {name: getattr(order, name) for name in names}
    return OrderAnnotated(order_id=order.id, changed=changed, **fields)


def _only(fixed: list[str]) -> str:
    return _(
        "%(fixed)s cannot be changed any more, only %(free)s can",
        fixed=", ".join(fixed),
        free=", ".join(FIELDS),
    )
