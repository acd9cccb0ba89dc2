"""A service's copy of the products that catalog publishes: what may be sold, and how it is described."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Integer, MetaData, Numeric, Text, update

from chassis.inbound import Projections, Received, upsert_newer
from chassis.work import Stored, Work
from contracts.catalog import ProductDiscontinued, ProductFacts, ProductPublished, ProductRevised
from kernel.copies.copy_columns import Copy, Kept, copy_row, copy_table, created

SELLABLE = "sellable"  # no field of the fact, but what follows from three
KEPT = {
    "kind": Kept(Text()),
    "number": Kept(Text()),
    "name": Kept(Text()),
    "category": Kept(Text()),
    "unit": Kept(Text()),
    "supply": Kept(Text()),
    "lead_time_days": Kept(Integer()),
    "tax_rate": Kept(Numeric(7, 6)),
    SELLABLE: Kept(Boolean()),
    "fits": Kept(Stored(tuple[UUID, ...])),
}


def product_copy(metadata: MetaData, *columns: str) -> Copy:
    """The copy of a service that shows products and sells none; ``columns`` are all it keeps."""
    return Copy(copy_table("product_copy", metadata, KEPT, columns), ProductPublished, ProductRevised)


class Products:
    """Devices, options and services as catalog last described them, and which of them may be sold."""

    def __init__(self, metadata: MetaData) -> None:
        self.table = copy_table("product_copy", metadata, KEPT, tuple(KEPT))
        self.columns = tuple(name for name in KEPT if name != SELLABLE)
        self.projections = Projections(self.table.name)
        self.projections.on(ProductPublished, ProductRevised, ProductDiscontinued)(self._remember)

    async def _remember(self, work: Work, batch: Sequence[Received[Any]]) -> None:
        for received in batch:
            if isinstance(received.event, ProductFacts):
                await upsert_newer(work, self.table, [self._row(received.event, received.sequence)])
            else:
                await self._discontinue(work, received.aggregate_id, received.sequence)

    async def _discontinue(self, work: Work, id: UUID | None, sequence: int) -> None:
        c = self.table.c
        older = update(self.table).where(c.id == id, c.version < sequence)
        await work.execute(older.values(sellable=False, version=sequence))

    def _row(self, product: ProductFacts, sequence: int) -> dict[str, Any]:
        sellable = product.active and product.sales_approved and not product.research
        return copy_row(product.product_id, sequence, product, self.columns) | {SELLABLE: sellable}


def migration(*columns: str) -> str:
    """SQL that makes the table with these columns, all where none is named."""
    return created(copy_table("product_copy", MetaData(), KEPT, columns or tuple(KEPT)))
