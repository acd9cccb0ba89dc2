"""What a person should look at although nothing is refused: the same customer's purchase order twice."""

from uuid import UUID

from sqlalchemy import bindparam, select

from chassis.language import _
from chassis.work import Work
from orders.models import Order
from orders.process import Status
from orders.remark_schemas import OtherOrder, Remark
from orders.tables import order_table

MOST = 5
_c = order_table.c
SAME_PURCHASE_ORDER = (
    select(_c.id, _c.number, _c.owner_id, _c.customer_po)
    .where(_c.client_id == bindparam("client"), _c.po_key == bindparam("key"), _c.id != bindparam("order"))
    .where(_c.status != Status.CANCELLED)
    .order_by(_c.id)
    .limit(MOST)
)


async def of(work: Work, order: Order) -> list[Remark]:
    """The warnings about an order as it stands; one that is cancelled has none."""
    if not order.po_key or order.status == Status.CANCELLED:
        return []
    asked = {"client": order.client_id, "key": order.po_key, "order": order.id}
    rows = (await work.execute(SAME_PURCHASE_ORDER, asked)).all()
    return [await _same(work, order, row.id, row.number, row.owner_id) for row in rows]


async def _same(work: Work, order: Order, id: UUID, number: str, owner_id: UUID) -> Remark:
    caller = work.caller
    seen = caller is None or await caller.reaches(work, "orders.read", owner_id, order.client_id)
    said = {"number": number, "customer_po": order.customer_po}
    own = _("Order %(number)s of this client carries the purchase order %(customer_po)s already.", **said)
    other = _(
        "An order of a colleague of this client carries the purchase order %(customer_po)s already.", **said
    )
    return Remark(
        type="urn:saleswire:warning:same-customer-po",
        pointer="/customer_po",
        detail=f"{own if seen else other} {_('Check that it is not the same one.')}",
        order=OtherOrder(id=id, number=number) if seen else None,
    )
