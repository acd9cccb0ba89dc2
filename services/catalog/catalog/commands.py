"""What people do with the catalog. Each loads and locks, asks the model, publishes and saves."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import select, update

from catalog import prices
from catalog.models import PriceList, Product, listed_price, product_table
from catalog.schemas import (
    Approve,
    EditProduct,
    IssuePriceList,
    NewProduct,
    OnDay,
    WithdrawPriceList,
)
from catalog.units import Unit, unit_table
from chassis.errors import Conflict, NotFound, Refused
from chassis.language import N_, _, stated
from chassis.number_formats import day
from chassis.work import Work, add, enter, load, save
from contracts.catalog import ListedPrice, unit_id
from contracts.event import new_id
from contracts.text import folded
from contracts.values import ItemKind, Supply
from kernel.currencies import check_currency


async def create_product(work: Work, kind: ItemKind, asked: NewProduct) -> Product:
    """Put a product into the catalog."""
    id = new_id()
    fields = asked.model_dump(exclude={"supply"}) | {"levels": asked.levels}
    product = Product(
        id=id,
        correlation_id=work.correlation_id or id,
        kind=kind,
        supply=asked.supply or (Supply.NONE if kind is ItemKind.SERVICE else Supply.MAKE),
        **fields,
    )
    await _check_unit(work, product)
    await _check_unique(work, product)
    await _check_devices(work, product.fits)
    work.publish(product, product.publish())
    await add(work, product)
    return product


async def edit_product(work: Work, kind: ItemKind, id: UUID, asked: EditProduct) -> Product:
    """Change the fields that are given; a change that changes nothing is no event."""
    product = await _product(work, kind, id)
    for name in asked.model_fields_set:
        setattr(product, name, getattr(asked, name))
    changed = product.changed()
    if not changed:
        return product
    if "unit" in changed:
        await _check_unit(work, product)
    if changed.keys() & {"number", "upc"}:
        await _check_unique(work, product)
    if "fits" in changed:
        await _check_devices(work, product.fits)
    work.publish(product, product.revise())
    await save(work, product)
    return product


async def approve(work: Work, kind: ItemKind, id: UUID, asked: Approve) -> Product:
    """Sales or engineering agrees."""
    product = await _product(work, kind, id)
    work.publish(product, product.approve(asked.approval))
    await save(work, product)
    return product


async def withdraw_approval(work: Work, kind: ItemKind, id: UUID, asked: Approve) -> Product:
    """Sales or engineering agrees no longer."""
    product = await _product(work, kind, id)
    work.publish(product, product.withdraw_approval(asked.approval))
    await save(work, product)
    return product


async def discontinue(work: Work, kind: ItemKind, id: UUID, asked: OnDay) -> Product:
    """Take the product off the market for good."""
    product = await _product(work, kind, id)
    work.publish(product, product.discontinue(await work.business_date(asked.on)))
    await save(work, product)
    return product


async def issue_price_list(work: Work, asked: IssuePriceList) -> PriceList:
    """Issue a whole list; where it names a product it takes over from the earlier list."""
    id, currency = new_id(), asked.currency or work.settings.company_currency
    await check_currency(work, currency)
    issued = PriceList(
        id=id,
        correlation_id=work.correlation_id or id,
        currency=currency,
        prices=[ListedPrice(**dict(price)) for price in asked.prices],
        **asked.model_dump(exclude={"currency", "prices"}),
    )
    await _may_begin(work, issued.valid_from)
    event = issued.issue()
    await _lock_products(work, [price.product_id for price in issued.prices])
    await _check_begin(work, issued)
    work.publish(issued, event)
    await add(work, issued)
    await prices.add_prices(work, issued)
    return issued


async def withdraw_price_list(work: Work, id: UUID, asked: WithdrawPriceList) -> PriceList:
    """End a list early; earlier lists that still run hold again."""
    issued = await load(work, PriceList, id)
    until = asked.valid_until or max(await work.today(), issued.valid_from)
    await _may_begin(work, until)
    rows = await work.execute(select(listed_price.c.product_id).where(listed_price.c.price_list_id == id))
    ids = [row.product_id for row in rows]
    await _lock_products(work, ids)
    work.publish(issued, issued.withdraw(until))
    await save(work, issued)
    await work.execute(
        update(listed_price).where(listed_price.c.price_list_id == id).values(valid_until=until)
    )
    await prices.keep_in_force(work, ids, issued.currency)
    return issued


async def define_unit(work: Work, unit: str, name: str, decimals: int) -> None:
    """Enter a unit of measure, or count in it otherwise from now on; documents keep their quantities."""
    entry = await enter(work, Unit(id=unit_id(unit), correlation_id=unit_id(unit), unit=unit))
    event = entry.define(name, decimals)
    if event is not None:
        work.publish(entry, event)
        await save(work, entry)


async def _check_unit(work: Work, product: Product) -> None:
    """A product is counted in a unit of the register."""
    units = (await work.execute(select(unit_table.c.unit).order_by(unit_table.c.unit))).scalars().all()
    if product.unit not in units:
        detail = _(
            "%(unit)s is no unit of measure here; take %(units)s, or define it.",
            unit=product.unit,
            units=", ".join(units),
        )
        raise Refused(detail, slug="unknown-unit", errors=[{"pointer": "/unit", "detail": detail}])


async def _product(work: Work, kind: ItemKind, id: UUID) -> Product:
    product = await load(work, Product, id)
    if product.kind != kind:
        raise NotFound(_("There is no %(what)s %(id)s.", what=stated(kind), id=id))
    return product


async def _check_unique(work: Work, product: Product) -> None:
    """Numbers and product codes belong to one product; the database's indexes decide races."""
    columns = product_table.c
    for label, condition, taken_by_another in (
        (
            "number",
            columns.alike == folded(product.number),
            N_("Another product has the number %(code)s. Choose another one."),
        ),
        (
            "upc",
            (columns.upc == product.upc) & (columns.upc != ""),
            N_("Another product has the UPC %(code)s. Choose another one."),
        ),
    ):
        taken = await work.execute(select(columns.id).where(condition, columns.id != product.id))
        other = taken.scalar_one_or_none()
        if other is not None:
            raise Conflict(
                _(taken_by_another, code=getattr(product, label)),
                slug=f"{label}-taken",
                existing_id=str(other),
            )


async def _check_devices(work: Work, ids: Collection[UUID]) -> None:
    """An option fits devices of this catalog only."""
    devices = select(product_table.c.id).where(
        product_table.c.id.in_(ids), product_table.c.kind == ItemKind.DEVICE
    )
    unknown = set(ids) - set((await work.execute(devices)).scalars()) if ids else set()
    if unknown:
        named = ", ".join(sorted(map(str, unknown)))
        raise Refused(_("fits names what is no device: %(named)s.", named=named), slug="unknown-device")


async def _may_begin(work: Work, day: date) -> None:
    """Prices of days that are over change only by the hand of those who may backdate."""
    if day < await work.today():
        await work.business_date(day)


async def _lock_products(work: Work, ids: Collection[UUID]) -> None:
    """Lock in id order, so that two lists of the same products wait for each other.

    Raises Refused with a pointer for each product that does not exist.
    """
    locked = await work.execute(
        select(product_table.c.id)
        .where(product_table.c.id.in_(ids))
        .order_by(product_table.c.id)
        .with_for_update(key_share=True)
    )
    known = set(locked.scalars())
    errors = [
        {"pointer": f"/prices/{place}/product_id", "detail": _("there is no product %(id)s", id=id)}
        for place, id in enumerate(ids)
        if id not in known
    ]
    if errors:
        raise Refused(_("The list names unknown products."), slug="unknown-product", errors=errors)


async def _check_begin(work: Work, issued: PriceList) -> None:
    """One day cannot begin two lists of the same product: nobody could say which holds."""
    named_twice = set(await prices.begun_the_same_day(work, issued))
    errors = [
        {"pointer": f"/prices/{place}/product_id", "detail": _("another list names it from the same day on")}
        for place, price in enumerate(issued.prices)
        if price.product_id in named_twice
    ]
    if errors:
        raise Conflict(
            _(
                "Another price list in %(currency)s begins on %(valid_from)s and names the same "
                "products. Withdraw it, or let this one begin on another day.",
                currency=issued.currency,
                valid_from=day(issued.valid_from),
            ),
            slug="price-list-overlap",
            errors=errors,
        )
