"""Reading the copies of others' facts that a ticket names: orders and clients.

Nobody names what they may not read: an order needs ``orders.read``, a client ``crm.read``, in their scopes.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis.errors import Refused, unknown
from chassis.language import _
from chassis.work import Work
from contracts.values import PartyRef
from kernel.copies.parties import reference
from tickets.tables import PARTIES, order_copy

FEW = 20  # orders of one purchase order that are looked at


async def order(work: Work, named: str) -> Any:
    """The order with this id or number; raises Refused when there is none that the caller may read."""
    id = _id(named)
    column = order_copy.c
    orders = await _orders(work, column.number == named.strip() if id is None else column.id == id)
    if not orders and id is not None and not await _is_copied(work, id):
        raise unknown("order", id)
    if not orders:
        raise Refused(
            _(
                "There is no order %(named)s that you may read. Give its id or number, such as "
                "SO-2026-000001.",
                named=named,
            ),
            slug="unknown-order",
        )
    return orders[0]


async def order_of_purchase(work: Work, customer_po: str) -> Any | None:
    """The only order with this purchase order number that the caller may read, None when it is not clear."""
    orders = await _orders(work, order_copy.c.customer_po == customer_po)
    return orders[0] if len(orders) == 1 else None


async def _orders(work: Work, condition: ColumnElement[bool]) -> list[Any]:
    rows = await work.execute(select(order_copy).where(condition).order_by(order_copy.c.id).limit(FEW))
    return [row for row in rows if await _reads(work, "orders.read", row.owner_id, row.client.id)]


async def _is_copied(work: Work, id: UUID) -> bool:
    return (await work.execute(select(order_copy.c.id).where(order_copy.c.id == id))).first() is not None


async def opens_order(work: Work, id: UUID | None) -> bool:
    """Whether the caller may read the order."""
    return id is not None and bool(await _orders(work, order_copy.c.id == id))


async def opens_client(work: Work, client: PartyRef | None) -> bool:
    """Whether the caller may read the client."""
    if client is None:
        return False
    parties = PARTIES.table.c
    found = (await work.execute(select(parties.owner_id).where(parties.id == client.id))).first()
    return found is not None and await _reads(work, "crm.read", found.owner_id, client.id)


def _id(named: str) -> UUID | None:
    try:
        return UUID(named)
    except ValueError:
        return None


async def client(work: Work, id: UUID) -> PartyRef:
    """The client as crm last called it; raises Refused when there is none that the caller may read."""
    return reference(await PARTIES.client(work, id, "crm.read"))


async def _reads(work: Work, permission: str, owner_id: UUID | None, client_id: UUID) -> bool:
    caller = work.caller
    return caller is None or await caller.reaches(work, permission, owner_id, client_id)
