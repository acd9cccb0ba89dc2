"""Copies of others' facts: orders, clients, usernames, and the departments of teams. Replay at will."""

from collections.abc import Sequence

from sqlalchemy import bindparam, delete, update

from chassis.inbound import Received, upsert_newer
from chassis.work import Work
from contracts.identity import PersonState
from contracts.orders import (
    OrderAnnotated,
    OrderContent,
    OrderDrafted,
    OrderEdited,
    OrderPlaced,
    OrderReassigned,
)
from kernel.copies import remembered
from tickets.tables import PARTIES, TEAMS, order_copy, username_copy

project = remembered(PARTIES, TEAMS)


@project.on(OrderDrafted, OrderEdited, OrderPlaced)
async def copy_orders(work: Work, batch: Sequence[Received[OrderContent]]) -> None:
    """By which numbers an order is called, whose it is, and which deal it belongs to."""
    await upsert_newer(work, order_copy, [_order(received) for received in batch])


RENUMBER = (
    update(order_copy)
    .where(order_copy.c.id == bindparam("order"), order_copy.c.version < bindparam("sequence"))
    .values(version=bindparam("sequence"), customer_po=bindparam("po"))
)


@project.on(OrderAnnotated)
async def copy_purchase_orders(work: Work, batch: Sequence[Received[OrderAnnotated]]) -> None:
    """The client's purchase order often comes after the order was placed."""
    numbers = [{"order": r.aggregate_id, "sequence": r.sequence, "po": r.event.customer_po} for r in batch]
    await work.execute(RENUMBER, numbers)


HAND_OVER = (
    update(order_copy)
    .where(order_copy.c.id == bindparam("order"), order_copy.c.version < bindparam("sequence"))
    .values(version=bindparam("sequence"), owner_id=bindparam("owner"))
)


@project.on(OrderReassigned)
async def copy_representatives(work: Work, batch: Sequence[Received[OrderReassigned]]) -> None:
    """Whose the order is now, which decides who may name it."""
    told = [{"order": r.aggregate_id, "sequence": r.sequence, "owner": r.event.owner_id} for r in batch]
    await work.execute(HAND_OVER, told)


def _order(received: Received[OrderContent]) -> dict[str, object]:
    order = received.event
    return {
        "id": order.order_id,
        "version": received.sequence,
        "number": order.number,
        "customer_po": order.customer_po,
        "client": order.client,
        "owner_id": order.owner_id,
        "correlation_id": received.correlation_id or order.order_id,
    }


@project.on_state(PersonState)
async def copy_usernames(work: Work, batch: Sequence[Received[PersonState]]) -> None:
    """By which name people are mentioned; whose data was erased has none any more."""
    latest = {received.aggregate_id: received for received in batch}
    gone = sorted(id for id, received in latest.items() if received.event is None)
    if gone:
        await work.execute(delete(username_copy).where(username_copy.c.id.in_(gone)))
    rows = [
        {"id": id, "version": received.sequence, "username": received.event.username}
        for id, received in sorted(latest.items())
        if received.event is not None
    ]
    await upsert_newer(work, username_copy, rows)
