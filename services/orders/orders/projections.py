"""Copies of others' facts: parties, products, prices, quotes, and what is made or bought for orders.

They may be replayed at will.
"""

from collections.abc import Sequence

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert

from chassis.projections import Projections, upsert_newer
from chassis.received import Received
from chassis.work import Work
from contracts.catalog import (
    PriceListIssued,
    PriceListWithdrawn,
    ProductDiscontinued,
    ProductFacts,
    ProductPublished,
    ProductRevised,
)
from contracts.crm import ClientRegistered, DistributorRegistered, PartyFacts, PartyRevised
from contracts.event import Event
from contracts.fulfillment import (
    JobOrderCancelled,
    JobOrderCompleted,
    JobOrderRequested,
    PurchaseCancelled,
    PurchaseReceived,
    PurchaseRequested,
    ShipmentDelivered,
)
from contracts.quotes import (
    QuoteAccepted,
    QuoteContent,
    QuoteDeclined,
    QuoteDrafted,
    QuoteEdited,
    QuoteExpired,
    QuoteRevised,
    QuoteSent,
)
from kernel.currencies import CURRENCIES
from kernel.payment_terms import PAYMENT_TERMS
from kernel.units import UNITS
from orders.tables import (
    delivery_copy,
    listed_price_copy,
    party_copy,
    price_list_copy,
    product_copy,
    quote_copy,
    supply_copy,
)

project = Projections()
project.add(CURRENCIES.projections)
project.add(UNITS.projections)
project.add(PAYMENT_TERMS.projections)


@project.on(ClientRegistered, DistributorRegistered, PartyRevised)
async def copy_parties(work: Work, batch: Sequence[Received[PartyFacts]]) -> None:
    """Name, role and addresses as crm last described them."""
    await upsert_newer(work, party_copy, [_party(received) for received in batch])


def _party(received: Received[PartyFacts]) -> dict[str, object]:
    party = received.event
    return {
        "id": party.party_id,
        "version": received.sequence,
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


MOVE_SUPPLY = (
    update(supply_copy)
    .where(supply_copy.c.id == bindparam("supply"), supply_copy.c.version < bindparam("sequence"))
    .values(version=bindparam("sequence"), status=bindparam("state"), done_on=bindparam("on"))
)


@project.on(
    JobOrderRequested,
    JobOrderCompleted,
    JobOrderCancelled,
    PurchaseRequested,
    PurchaseReceived,
    PurchaseCancelled,
)
async def copy_supply(work: Work, batch: Sequence[Received[Event]]) -> None:
    """What production makes and purchasing buys for an order, and whether it is there."""
    asked = [_supply(r) for r in batch if isinstance(r.event, JobOrderRequested | PurchaseRequested)]
    await upsert_newer(work, supply_copy, asked)
    moved = [_moved(r) for r in batch if not isinstance(r.event, JobOrderRequested | PurchaseRequested)]
    if moved:
        await work.execute(MOVE_SUPPLY, moved)


def _supply(received: Received[Event]) -> dict[str, object]:
    event = received.event
    assert isinstance(event, JobOrderRequested | PurchaseRequested)
    return {
        "id": event.key,
        "version": received.sequence,
        "kind": event.stream.name,
        "number": event.number,
        "order_id": event.order_id,
        "line_id": event.line_id,
        "product_number": event.product_number,
        "product_name": event.product_name,
        "quantity": event.quantity.value,
        "unit": event.quantity.unit,
        "due_on": event.due_on,
        "status": "requested",
        "done_on": None,
    }


def _moved(received: Received[Event]) -> dict[str, object]:
    event = received.event
    moved: dict[str, object] = {"supply": event.key, "sequence": received.sequence, "on": None}
    if isinstance(event, JobOrderCompleted):
        return moved | {"state": "completed", "on": event.completed_on}
    if isinstance(event, PurchaseReceived):
        return moved | {"state": "received", "on": event.received_on}
    return moved | {"state": "cancelled"}


STATUSES: dict[type[Event], str] = {
    QuoteDrafted: "draft",
    QuoteEdited: "draft",
    QuoteSent: "sent",
    QuoteRevised: "draft",
    QuoteAccepted: "accepted",
    QuoteDeclined: "declined",
    QuoteExpired: "expired",
}
MOVE_QUOTE = (
    update(quote_copy)
    .where(quote_copy.c.id == bindparam("quote"), quote_copy.c.version < bindparam("sequence"))
    .values(version=bindparam("sequence"), status=bindparam("state"))
)


@project.on(QuoteDrafted, QuoteEdited, QuoteSent, QuoteRevised, QuoteAccepted, QuoteDeclined, QuoteExpired)
async def copy_quotes(work: Work, batch: Sequence[Received[Event]]) -> None:
    """Where each quote stands and whose it is."""
    await upsert_newer(work, quote_copy, [_quote(r) for r in batch if isinstance(r.event, QuoteContent)])
    moved = [
        {"quote": r.aggregate_id, "sequence": r.sequence, "state": STATUSES[type(r.event)]}
        for r in batch
        if not isinstance(r.event, QuoteContent)
    ]
    if moved:
        await work.execute(MOVE_QUOTE, moved)


def _quote(received: Received[Event]) -> dict[str, object]:
    quote = received.event
    assert isinstance(quote, QuoteContent)
    return {
        "id": quote.quote_id,
        "version": received.sequence,
        "number": quote.number,
        "status": STATUSES[type(quote)],
        "valid_until": quote.valid_until,
        "owner_id": quote.owner_id,
        "client_id": quote.client.id,
    }


@project.on(ShipmentDelivered)
async def copy_deliveries(work: Work, batch: Sequence[Received[ShipmentDelivered]]) -> None:
    """When the client had the goods."""
    rows = [{"shipment_id": r.event.shipment_id, "delivered_on": r.event.delivered_on} for r in batch]
    await work.execute(insert(delivery_copy).on_conflict_do_nothing(), rows)
