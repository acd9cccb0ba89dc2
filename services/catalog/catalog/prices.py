"""Reading and keeping the prices in force: the rows behind "whose price holds on this day"."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Row, delete, func, insert, or_, select
from sqlalchemy.dialects.postgresql import Range

from catalog.calendar import Claim, in_force
from catalog.models import PriceList, listed_price, price_in_force, price_list_table
from chassis.errors import Refused
from chassis.language import _
from chassis.number_formats import count
from chassis.work import Work
from contracts.catalog import PriceBreak

_listed = listed_price.c


@dataclass(frozen=True)
class Price:
    """One product's prices on one day."""

    price_list_id: UUID
    currency: str
    breaks: tuple[PriceBreak, ...]
    floor: Decimal
    cost: Decimal
    mode: str
    max_discount: Decimal
    valid_from: date
    valid_until: date | None

    def unit_price(self, quantity: Decimal) -> Decimal:
        """The price of the highest break reached; raises Refused below the smallest."""
        reached = [step for step in self.breaks if step.min_quantity <= quantity]
        if not reached:
            raise Refused(
                _(
                    "The smallest quantity that has a price is %(lowest)s.",
                    lowest=count(self.breaks[0].min_quantity),
                ),
                slug="quantity-too-small",
            )
        return reached[-1].unit_price

    @property
    def smallest(self) -> Decimal:
        """The price of the smallest quantity that has one."""
        return self.breaks[0].unit_price


async def prices_on(work: Work, ids: Collection[UUID], on: date, currency: str) -> Mapping[UUID, Price]:
    """Prices in force on a day by product; a product that no list names then is missing."""
    rows = await work.execute(
        select(
            listed_price, price_list_table.c.mode, price_list_table.c.max_discount, price_in_force.c.during
        )
        .select_from(price_in_force)
        .join(
            listed_price,
            (_listed.price_list_id == price_in_force.c.price_list_id)
            & (_listed.product_id == price_in_force.c.product_id),
        )
        .join(price_list_table, price_list_table.c.id == _listed.price_list_id)
        .where(
            price_in_force.c.product_id.in_(ids),
            price_in_force.c.currency == currency,
            price_in_force.c.during.contains(on),
        )
    )
    return {row.product_id: _price(row) for row in rows}


def _price(row: Row[tuple[object, ...]]) -> Price:
    return Price(
        price_list_id=row.price_list_id,
        currency=row.currency,
        breaks=row.breaks,
        floor=row.floor,
        cost=row.cost,
        mode=row.mode,
        max_discount=row.max_discount,
        valid_from=row.during.lower,
        valid_until=row.during.upper,
    )


async def add_prices(work: Work, issued: PriceList) -> None:
    """Keep the prices of a new list and find anew whose prices hold when."""
    shared = {
        "price_list_id": issued.id,
        "currency": issued.currency,
        "valid_from": issued.valid_from,
        "valid_until": issued.valid_until,
    }
    rows = [
        shared
        | {
            "product_id": price.product_id,
            "unit_price": price.breaks[0].unit_price,
            "floor": price.floor,
            "cost": price.cost,
            "breaks": price.breaks,
        }
        for price in issued.prices
    ]
    await work.execute(insert(listed_price), rows)
    await keep_in_force(work, [price.product_id for price in issued.prices], issued.currency)


async def keep_in_force(work: Work, ids: Collection[UUID], currency: str) -> None:
    """Derive the stretches of these products anew; their rows in ``product`` must be locked."""
    claims: dict[UUID, list[Claim]] = defaultdict(list)
    rows = await work.execute(
        select(_listed.product_id, _listed.price_list_id, _listed.valid_from, _listed.valid_until).where(
            _listed.product_id.in_(ids),
            _listed.currency == currency,
            or_(_listed.valid_until.is_(None), _listed.valid_until > _listed.valid_from),
        )
    )
    for row in rows:
        claims[row.product_id].append(Claim(row.price_list_id, row.valid_from, row.valid_until))
    held = price_in_force.c
    await work.execute(delete(price_in_force).where(held.product_id.in_(ids), held.currency == currency))
    stretches = list(_stretches(claims, currency))
    if stretches:
        await work.execute(insert(price_in_force), stretches)


def _stretches(claims: Mapping[UUID, list[Claim]], currency: str) -> Iterable[dict[str, object]]:
    for product_id, named in claims.items():
        for stretch in in_force(named):
            yield {
                "product_id": product_id,
                "currency": currency,
                "during": Range(stretch.begin, stretch.end, bounds="[)"),
                "price_list_id": stretch.price_list_id,
            }


async def begun_the_same_day(work: Work, issued: PriceList) -> list[UUID]:
    """Products that another list in this currency already names from the same day on."""
    rows = await work.execute(
        select(_listed.product_id).where(
            _listed.product_id.in_([price.product_id for price in issued.prices]),
            _listed.currency == issued.currency,
            _listed.valid_from == issued.valid_from,
            func.coalesce(_listed.valid_until > _listed.valid_from, True),
        )
    )
    return [row.product_id for row in rows]
