"""The client's exposure: rows that are locked before they are read, so that decisions stand in line."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, update
from sqlalchemy.dialects.postgresql import insert

from billing.credit import Exposure
from billing.models import credit_exposure as table
from chassis.work import Work


async def lock(work: Work, client_id: UUID, currency: str) -> Exposure:
    """Lock the client's exposure in this currency until the transaction ends, and read it."""
    opened = {"client_id": client_id, "currency": currency, "open_orders": 0, "receivables": 0, "prepaid": 0}
    locked = insert(table).on_conflict_do_update(
        index_elements=["client_id", "currency"], set_={"open_orders": table.c.open_orders}
    )
    figures = table.c.open_orders, table.c.receivables, table.c.prepaid
    row = (await work.execute(locked.returning(*figures), opened)).one()
    return Exposure(row.open_orders, row.receivables, row.prepaid)


async def move(
    work: Work,
    client_id: UUID,
    currency: str,
    *,
    orders: Decimal = Decimal(0),
    receivables: Decimal = Decimal(0),
    prepaid: Decimal = Decimal(0),
) -> None:
    """Add to what is ordered, to what is owed and to what we owe; the row is locked already."""
    await work.execute(
        update(table)
        .where(*_is(client_id, currency))
        .values(
            open_orders=table.c.open_orders + orders,
            receivables=table.c.receivables + receivables,
            prepaid=table.c.prepaid + prepaid,
        )
    )


def _is(client_id: UUID, currency: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.c.client_id == client_id, table.c.currency == currency
