"""Reading the catalog: products with today's price, price lists, and the price on a day."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from starlette.responses import Response

from catalog.models import PriceList, Product, listed_price, product_table
from catalog.prices import Price, prices_on
from catalog.schemas import (
    CostedCurrentPrice,
    CostedListedPriceView,
    CostedPriceAnswer,
    CurrentPrice,
    ListedPriceView,
    PriceAnswer,
    PriceListView,
    ProductView,
    UnitView,
)
from catalog.units import unit_table
from chassis.errors import NotFound
from chassis.http import attachments_of, download
from chassis.language import _, stated
from chassis.number_formats import day
from chassis.work import Work, peek
from contracts.values import ItemKind

COST = "catalog.cost"


def sees_costs(work: Work) -> bool:
    """Whether costs may be shown to this caller."""
    return work.caller is None or work.caller.may(COST)


async def view(work: Work, product: Product) -> ProductView:
    """The product with today's price in the company's currency, as this caller may see it."""
    currency = work.settings.company_currency
    price = (await prices_on(work, [product.id], await work.today(), currency)).get(product.id)
    shown = ProductView.model_validate(product)
    shown.price = _current(price, costed=sees_costs(work)) if price else None
    return shown


def _current(price: Price, *, costed: bool) -> CurrentPrice:
    kind = CostedCurrentPrice if costed else CurrentPrice
    return kind.model_validate(_fields(price, kind) | {"unit_price": price.smallest})


def _fields(price: Price, kind: type[CurrentPrice]) -> dict[str, Any]:
    return {name: value for name, value in vars(price).items() if name in kind.model_fields}


async def product(work: Work, kind: ItemKind, id: UUID) -> ProductView:
    """One product; raises NotFound when there is none of this kind."""
    found = await peek(work, Product, id)
    if found is None or found.kind != kind:
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated(kind), id=id))
    return await view(work, found)


async def image(work: Work, kind: ItemKind, id: UUID) -> Response:
    """The product's newest picture; raises NotFound."""
    await product(work, kind, id)
    pictures = [one for one in await attachments_of(work, id) if one.media_type.startswith("image/")]
    if not pictures:
        raise NotFound(
            _(
                "There is no picture of %(what)s %(id)s. Attach a PNG or JPEG to its documents.",
                what=stated(kind),
                id=id,
            )
        )
    return await download(work, id, pictures[-1].id)


async def price_list(work: Work, price_list_id: UUID) -> PriceListView:
    """One price list, whole; raises NotFound."""
    found = await peek(work, PriceList, price_list_id)
    if found is None:
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated("price-list"), id=price_list_id))
    return await price_list_view(work, found)


async def price_list_view(work: Work, found: PriceList) -> PriceListView:
    """The list with its prices, costs for those who may see them."""
    columns = listed_price.c
    rows = await work.execute(
        select(listed_price, product_table.c.number, product_table.c.name)
        .join(product_table, product_table.c.id == columns.product_id)
        .where(columns.price_list_id == found.id)
        .order_by(product_table.c.number, columns.product_id)
    )
    kind = CostedListedPriceView if sees_costs(work) else ListedPriceView
    prices: Sequence[ListedPriceView] = [
        kind.model_validate({name: row[name] for name in kind.model_fields}) for row in rows.mappings()
    ]
    head = {name: getattr(found, name) for name in PriceListView.model_fields.keys() - {"prices"}}
    return PriceListView(prices=list(prices), **head)


async def price(
    work: Work, product_id: UUID, on: date | None, quantity: Decimal, currency: str | None
) -> PriceAnswer:
    """The price of a product on a day for a quantity; raises NotFound or Refused."""
    on = on or await work.today()
    currency = currency or work.settings.company_currency
    found = (await prices_on(work, [product_id], on, currency)).get(product_id)
    if found is None:
        raise NotFound(
            _(
                "No price list in %(currency)s names product %(product)s on %(on)s.",
                currency=currency,
                product=product_id,
                on=day(on),
            ),
            slug="no-price",
        )
    kind = CostedPriceAnswer if sees_costs(work) else PriceAnswer
    more = {
        "product_id": product_id,
        "on": on,
        "quantity": quantity,
        "unit_price": found.unit_price(quantity),
    }
    return kind.model_validate(_fields(found, kind) | more)


async def units(work: Work) -> list[UnitView]:
    """All units of measure by their code."""
    rows = await work.execute(select(unit_table).order_by(unit_table.c.unit))
    return [UnitView.model_validate(row) for row in rows]
