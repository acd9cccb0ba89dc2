"""The client's exposure: rows that are locked before they are read, so that decisions stand in line."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from billing.credit import Exposure
from billing.models import credit_exposure as table
from chassis.work import Work


async def lock(work: Work, client_id: UUID, currency: str) -> Exposure:
    """Lock the client's exposure in this currency until the transaction ends, and read it."""
    key = {"client_id": client_id, "currency": currency}
    await work.execute(insert(table).on_conflict_do_nothing(), key | {"open_orders": 0, "receivables": 0})
    statement = (
        select(table.c.open_orders, table.c.receivables).where(*_is(client_id, currency)).with_for_update()
    )
    row = (await work.execute(statement)).one()
    return Exposure(row.open_orders, row.receivables)


async def move(
    work: Work,
    client_id: UUID,
    currency: str,
    *,
    orders: Decimal = Decimal(0),
    receivables: Decimal = Decimal(0),
) -> None:
    """Add to what is ordered and to what is owed; the row is locked already."""
    await work.execute(
        update(table)
        .where(*_is(client_id, currency))
        .values(open_orders=table.c.open_orders + orders, receivables=table.c.receivables + receivables)
    )


def _is(client_id: UUID, currency: str) -> tuple[object, object]:
    return table.c.client_id == client_id, table.c.currency == currency
