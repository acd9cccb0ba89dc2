"""A service's copy of the price lists that catalog issues, and what is offered by them."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    CHAR,
    Column,
    Date,
    Index,
    MetaData,
    Numeric,
    RowMapping,
    Select,
    Table,
    Text,
    Uuid,
    any_,
    bindparam,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from chassis.inbound import Projections, Received, insert_all, upsert_newer
from chassis.work import Work
from contracts.catalog import ListedPrice, PriceListIssued, PriceListWithdrawn, PriceMode
from contracts.values import ItemKind, Supply
from kernel.copies.copy_columns import Kept, copy_row, copy_table, created
from kernel.copies.products import Products
from kernel.pricing import Offer, Offered, Product
from kernel.units import DECIMALS

KEPT = {
    "currency": Kept(CHAR(3)),
    "valid_from": Kept(Date()),
    "valid_until": Kept(Date(), nullable=True),
    "mode": Kept(Text()),
    "max_discount": Kept(Numeric(7, 6)),
}


class PriceLists:
    """Which prices of which products hold from when to when."""

    def __init__(self, metadata: MetaData, products: Products, units: Table) -> None:
        """``products`` with all their columns, and the copy of the register of units."""
        self.lists = copy_table("price_list_copy", metadata, KEPT, tuple(KEPT))
        self.prices = _prices(metadata)
        self.projections = Projections(self.lists.name, self.prices.name)
        self.projections.on(PriceListIssued, PriceListWithdrawn)(self._remember)
        self._offered = _offered(products.table, units, self.prices, self.lists)

    async def offered(self, work: Work, ids: Collection[UUID]) -> dict[UUID, Offered]:
        """Those of the products that are known, with their prices in every list, by id."""
        rows = (await work.execute(self._offered, {"ids": list(ids)})).mappings().all() if ids else []
        offers: dict[UUID, list[Offer]] = {row["id"]: [] for row in rows}
        for row in rows:
            if row["list_id"] is not None:
                offers[row["id"]].append(_offer(row))
        return {row["id"]: Offered(_product(row), offers[row["id"]]) for row in rows}

    async def _remember(self, work: Work, batch: Sequence[Received[Any]]) -> None:
        for received in batch:
            if isinstance(received.event, PriceListIssued):
                await self._copy(work, received.event, received.sequence)
            else:
                await work.execute(
                    update(self.lists)
                    .where(self.lists.c.id == received.aggregate_id)
                    .values(valid_until=received.event.valid_until, version=received.sequence)
                )

    async def _copy(self, work: Work, issued: PriceListIssued, sequence: int) -> None:
        head = copy_row(issued.price_list_id, sequence, issued, tuple(KEPT))
        await upsert_newer(work, self.lists, [head])
        rows = [
            {"price_list_id": issued.price_list_id, "product_id": price.product_id, "price": price}
            for price in issued.prices
        ]
        await insert_all(work, self.prices, rows, again=True)


def migration() -> str:
    """SQL that makes both tables."""
    metadata = MetaData()
    return created(copy_table("price_list_copy", metadata, KEPT, tuple(KEPT)), _prices(metadata))


def _prices(metadata: MetaData) -> Table:
    return Table(
        "listed_price_copy",
        metadata,
        Column("price_list_id", Uuid, primary_key=True),
        Column("product_id", Uuid, primary_key=True),
        Column("price", JSONB, nullable=False),
        Index("listed_price_product", "product_id"),
    )


def _offered(products: Table, units: Table, prices: Table, lists: Table) -> Select[Any]:
    """A row for each price of each product; one without prices has a row all the same."""
    of_lists = (column.label(f"list_{column.name}") for column in lists.c)
    return (
        select(products, DECIMALS, prices.c.price, *of_lists)
        .select_from(products)
        .outerjoin(units, units.c.code == products.c.unit)
        .outerjoin(prices, prices.c.product_id == products.c.id)
        .outerjoin(lists, lists.c.id == prices.c.price_list_id)
        .where(products.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
    )


def _product(row: RowMapping) -> Product:
    return Product(
        id=row["id"],
        kind=ItemKind(row["kind"]),
        number=row["number"],
        name=row["name"],
        category=row["category"],
        unit=row["unit"],
        unit_decimals=row["unit_decimals"],
        supply=Supply(row["supply"]),
        lead_time_days=row["lead_time_days"],
        tax_rate=row["tax_rate"],
        sellable=row["sellable"],
        fits=row["fits"],
    )


def _offer(row: RowMapping) -> Offer:
    return Offer(
        price_list_id=row["list_id"],
        version=row["list_version"],
        currency=row["list_currency"],
        valid_from=row["list_valid_from"],
        valid_until=row["list_valid_until"],
        mode=PriceMode(row["list_mode"]),
        max_discount=row["list_max_discount"],
        price=ListedPrice.model_validate(row["price"]),
    )
