"""Reading the copies of others' facts that a quote needs: parties, products, prices."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from chassis.errors import Refused, unknown
from chassis.prepared import Prepared, Row
from chassis.work import Work
from contracts.catalog import ListedPrice, PriceMode
from contracts.crm import PartyRole
from contracts.values import PartyRef
from kernel.units import DECIMALS
from quotes.models import listed_price_copy, party_copy, price_list_copy, product_copy, unit_copy
from quotes.pricing import PriceOffer

PARTY = Prepared(select(party_copy).where(party_copy.c.id == bindparam("id")))
PRODUCTS = Prepared(
    select(
        product_copy,
        DECIMALS,
        listed_price_copy.c.price,
        *(column.label(f"list_{column.name}") for column in price_list_copy.c),
    )
    .select_from(product_copy)
    .outerjoin(unit_copy, unit_copy.c.code == product_copy.c.unit)
    .outerjoin(listed_price_copy, listed_price_copy.c.product_id == product_copy.c.id)
    .outerjoin(price_list_copy, price_list_copy.c.id == listed_price_copy.c.price_list_id)
    .where(product_copy.c.id == any_(bindparam("ids", type_=ARRAY(Uuid))))
)


@dataclass(frozen=True)
class Offered:
    """A product that may be sold, and all its prices, of every list; pricing picks the one in force."""

    product: Row
    offers: list[PriceOffer]


async def party(work: Work, id: UUID, *, distributor: bool = False) -> Row:
    """The client (or distributor) as crm last described it.

    Raises Refused when there is none, or when the client is out of the caller's reach; NotYet when it is too
    young to say.
    """
    row = next(iter(await PARTY.rows(work, {"id": id})), None)
    what = "distributor" if distributor else "client"
    if row is None:
        raise unknown(what, id)
    is_one = (row["role"] == PartyRole.DISTRIBUTOR) is distributor
    if not is_one or not (distributor or await _reached(work, row)):
        raise Refused(f"There is no {what} {id}. Check the id.", slug=f"unknown-{what}")
    return row


async def _reached(work: Work, client: Row) -> bool:
    caller = work.caller
    return caller is None or await caller.reaches(work, work.permission, client["owner_id"], client["id"])


async def terms_of(work: Work, client_id: UUID) -> UUID | None:
    """The payment terms that a client's documents begin with, if it has its own."""
    found = await work.execute(select(party_copy.c.terms_id).where(party_copy.c.id == client_id))
    return found.scalar_one_or_none()


def reference(row: Row) -> PartyRef:
    """The party as documents name it."""
    return PartyRef(id=row["id"], number=row["number"], name=row["name"])


async def products(work: Work, ids: Collection[UUID]) -> dict[UUID, Offered]:
    """Those of the products that are known, with all their prices, by id."""
    found: dict[UUID, Offered] = {}
    for row in await PRODUCTS.rows(work, {"ids": list(ids)}) if ids else ():
        offered = found.setdefault(row["id"], Offered(row, []))
        if row["list_id"] is not None:
            offered.offers.append(_offer(row))
    return found


def _offer(row: Row) -> PriceOffer:
    return PriceOffer(
        price_list_id=row["list_id"],
        version=row["list_version"],
        currency=row["list_currency"],
        valid_from=row["list_valid_from"],
        valid_until=row["list_valid_until"],
        mode=PriceMode(row["list_mode"]),
        max_discount=row["list_max_discount"],
        price=ListedPrice.model_validate(row["price"]),
    )
