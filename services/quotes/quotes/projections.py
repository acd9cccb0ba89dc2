"""Copies of others' facts: parties from crm, products and price lists from catalog. Replay at will."""

from collections.abc import Sequence

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from chassis.projections import Projections, Received, upsert_newer
from chassis.work import Work
from contracts.catalog import (
    PriceListIssued,
    PriceListWithdrawn,
    ProductDiscontinued,
    ProductFacts,
    ProductPublished,
    ProductRevised,
)
from contracts.crm import ClientRegistered, DistributorRegistered, LeadConverted, PartyFacts, PartyRevised
from kernel.currencies import CURRENCIES
from kernel.payment_terms import PAYMENT_TERMS
from kernel.units import UNITS
from quotes.models import listed_price_copy, party_copy, price_list_copy, product_copy

project = Projections()
project.add(CURRENCIES.projections)
project.add(UNITS.projections)
project.add(PAYMENT_TERMS.projections)


@project.on(ClientRegistered, DistributorRegistered, PartyRevised, LeadConverted)
async def copy_parties(work: Work, batch: Sequence[Received[PartyFacts | LeadConverted]]) -> None:
    """Name, role and addresses as crm last described them."""
    rows = [_party(r.event, r.sequence) for r in batch if isinstance(r.event, PartyFacts)]
    await upsert_newer(work, party_copy, rows)


def _party(party: PartyFacts, version: int) -> dict[str, object]:
    return {
        "id": party.party_id,
        "version": version,
        "number": party.number,
        "name": party.name,
        "role": party.role,
        "owner_id": party.owner_id,
        "terms_id": party.terms_id,
        "shipping_address": party.shipping_address,
        "billing_address": party.billing_address,
    }


@project.on(ProductPublished, ProductRevised, ProductDiscontinued)
async def copy_products(work: Work, batch: Sequence[Received[ProductFacts | ProductDiscontinued]]) -> None:
    """What may be sold, and how it is described on a line."""
    for received in batch:
        if isinstance(received.event, ProductFacts):
            await upsert_newer(work, product_copy, [_product(received.event, received.sequence)])
        else:
            await work.execute(
                update(product_copy)
                .where(product_copy.c.id == received.aggregate_id, product_copy.c.version < received.sequence)
                .values(sellable=False, version=received.sequence)
            )


def _product(product: ProductFacts, sequence: int) -> dict[str, object]:
    return {
        "id": product.product_id,
        "version": sequence,
        "kind": product.kind,
        "number": product.number,
        "name": product.name,
        "category": product.category,
        "unit": product.unit,
        "supply": product.supply,
        "lead_time_days": product.lead_time_days,
        "tax_rate": product.tax_rate,
        "sellable": product.active and product.sales_approved and not product.research,
        "fits": product.fits,
    }


@project.on(PriceListIssued, PriceListWithdrawn)
async def copy_price_lists(
    work: Work, batch: Sequence[Received[PriceListIssued | PriceListWithdrawn]]
) -> None:
    """Which prices hold from when to when."""
    for received in batch:
        if isinstance(received.event, PriceListIssued):
            await _copy_list(work, received.event, received.sequence)
        else:
            await work.execute(
                update(price_list_copy)
                .where(price_list_copy.c.id == received.aggregate_id)
                .values(valid_until=received.event.valid_until, version=received.sequence)
            )


async def _copy_list(work: Work, issued: PriceListIssued, sequence: int) -> None:
    names = ("currency", "valid_from", "valid_until", "mode", "max_discount")
    head = {name: getattr(issued, name) for name in names}
    await upsert_newer(work, price_list_copy, [head | {"id": issued.price_list_id, "version": sequence}])
    prices = [
        {"price_list_id": issued.price_list_id, "product_id": price.product_id, "price": price}
        for price in issued.prices
    ]
    if prices:
        await work.execute(insert(listed_price_copy).on_conflict_do_nothing(), prices)
