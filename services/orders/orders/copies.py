"""Reading the copies of others' facts that an order without a quote needs: parties, products, prices."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import RowMapping, select

from chassis.errors import Refused, unknown
from chassis.work import Work
from contracts.catalog import ListedPrice, PriceMode
from contracts.crm import PartyRole
from contracts.values import PartyRef
from kernel.units import DECIMALS
from orders.prices import Offer
from orders.tables import listed_price_copy, party_copy, price_list_copy, product_copy, unit_copy


async def party(work: Work, id: UUID, *, distributor: bool = False) -> RowMapping:
    """The client (or distributor) as crm last described it.

    Raises Refused when there is none, or when the client is out of the caller's reach; NotYet when it is too
    young to say.
    """
    row = (await work.execute(select(party_copy).where(party_copy.c.id == id))).mappings().one_or_none()
    what = "distributor" if distributor else "client"
    if row is None:
        raise unknown(what, id)
    is_one = (row["role"] == PartyRole.DISTRIBUTOR) is distributor
    if not is_one or not (distributor or await _reached(work, row)):
        raise Refused(f"There is no {what} {id}. Check the id.", slug=f"unknown-{what}")
    return row


async def _reached(work: Work, client: RowMapping) -> bool:
    caller = work.caller
    return caller is None or await caller.reaches(work, work.permission, client["owner_id"], client["id"])


async def terms_of(work: Work, client_id: UUID) -> UUID | None:
    """The payment terms that a client's documents begin with, if it has its own."""
    found = await work.execute(select(party_copy.c.terms_id).where(party_copy.c.id == client_id))
    return found.scalar_one_or_none()


def reference(row: RowMapping) -> PartyRef:
    """The party as documents name it."""
    return PartyRef(id=row["id"], number=row["number"], name=row["name"])


@dataclass(frozen=True)
class Offered:
    """A product, and all its prices, of every list; pricing picks the one in force."""

    product: RowMapping
    offers: list[Offer]


async def products(work: Work, ids: Collection[UUID]) -> dict[UUID, Offered]:
    """Those of the products that are known, with all their prices, by id."""
    if not ids:
        return {}
    known = (
        select(product_copy, DECIMALS)
        .outerjoin(unit_copy, unit_copy.c.code == product_copy.c.unit)
        .where(product_copy.c.id.in_(ids))
    )
    rows = (await work.execute(known)).mappings()
    prices = await _offers(work, ids)
    return {row["id"]: Offered(row, prices[row["id"]]) for row in rows}


async def _offers(work: Work, ids: Collection[UUID]) -> dict[UUID, list[Offer]]:
    rows = await work.execute(
        select(listed_price_copy.c.product_id, listed_price_copy.c.price, price_list_copy)
        .join(price_list_copy, price_list_copy.c.id == listed_price_copy.c.price_list_id)
        .where(listed_price_copy.c.product_id.in_(ids))
    )
    found: dict[UUID, list[Offer]] = {id: [] for id in ids}
    for row in rows.mappings():
        found[row["product_id"]].append(_offer(row))
    return found


def _offer(row: RowMapping) -> Offer:
    return Offer(
        price_list_id=row["id"],
        version=row["version"],
        currency=row["currency"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        mode=PriceMode(row["mode"]),
        max_discount=row["max_discount"],
        price=ListedPrice.model_validate(row["price"]),
    )
