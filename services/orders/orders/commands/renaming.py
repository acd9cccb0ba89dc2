"""A client got another name: its orders are found by both, and its drafts take the new one."""

from uuid import UUID

from sqlalchemy import bindparam, case, update

from chassis.work import Work
from orders.tables import order_table

_c = order_table.c
NOW = case((_c.client_name == bindparam("name"), ""), else_=bindparam("name"))
RENAME = (
    update(order_table)
    .where(_c.client_id == bindparam("renamed"), _c.client_now != NOW)
    .values(client_now=NOW)
)


async def rename_client(work: Work, client_id: UUID, name: str) -> None:
    """Note the present name beside the one that each order was written with; no order changes by it."""
    await work.execute(RENAME, {"renamed": client_id, "name": name})
