"""A client got another name: its orders are found by both, and its drafts take the new one."""

from uuid import UUID

from chassis.work import Work
from kernel.naming import noted
from orders.tables import order_table


async def rename_client(work: Work, client_id: UUID, name: str) -> None:
    """Note the present name beside the one that each order was written with; no order changes by it."""
    await work.execute(noted(order_table, client_id, name))
