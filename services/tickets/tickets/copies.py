"""Reading the copies of others' facts that a ticket names: orders, clients, people.

Nobody names what they may not read: an order needs ``orders.read``, a client ``crm.read``, in their scopes.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from chassis.errors import Refused, unknown
from chassis.tables import access_person
from chassis.work import Work
from contracts.crm import PartyRole
from contracts.values import PartyRef
from tickets.tables import order_copy, party_copy

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
            f"There is no order {named} that you may read. Give its id or number, such as SO-2026-000001.",
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


def _id(named: str) -> UUID | None:
    try:
        return UUID(named)
    except ValueError:
        return None


async def client(work: Work, id: UUID) -> PartyRef:
    """The client as crm last called it; raises Refused when there is none that the caller may read."""
    row = (await work.execute(select(party_copy).where(party_copy.c.id == id))).one_or_none()
    if row is None:
        raise unknown("client", id)
    if row.role == PartyRole.DISTRIBUTOR or not await _reads(work, "crm.read", row.owner_id, row.id):
        raise Refused(f"There is no client {id} that you may read. Check the id.", slug="unknown-client")
    return PartyRef(id=row.id, number=row.number, name=row.name)


async def _reads(work: Work, permission: str, owner_id: UUID | None, client_id: UUID) -> bool:
    caller = work.caller
    return caller is None or await caller.reaches(work, permission, owner_id, client_id)


async def check_person(work: Work, id: UUID) -> None:
    """Raise Refused unless this person works here."""
    person = access_person.c
    found = (await work.execute(select(person.active).where(person.id == id))).first()
    if found is None:
        raise unknown("person", id, help="Choose a colleague.")
    if not found.active:
        raise Refused(f"Nobody with the id {id} works here. Choose a colleague.", slug="unknown-person")
