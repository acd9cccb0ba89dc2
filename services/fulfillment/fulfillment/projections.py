"""Copies of others' facts: products from catalog. Replay at will."""

from collections.abc import Sequence

from chassis.projections import Projections, Received, upsert_newer
from chassis.work import Work
from contracts.catalog import ProductFacts, ProductPublished, ProductRevised
from fulfillment.models.stock import product_copy
from kernel.units import UNITS

project = Projections()
project.add(UNITS.projections)


@project.on(ProductPublished, ProductRevised)
async def copy_products(work: Work, batch: Sequence[Received[ProductFacts]]) -> None:
    """How the units in stock are called, and where more of them come from."""
    await upsert_newer(work, product_copy, [_product(received) for received in batch])


def _product(received: Received[ProductFacts]) -> dict[str, object]:
    names = ("number", "name", "kind", "unit", "supply")
    facts = {name: getattr(received.event, name) for name in names}
    return facts | {"id": received.event.product_id, "version": received.sequence}
