"""Routes of orders: each translates and calls one command or one query."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request

from chassis.errors import Refused
from chassis.http import DOCUMENT, Router, attachment_routes
from chassis.language import _
from chassis.lists import listing
from chassis.work import Work
from orders import awaited_draft, commands, preview, queries
from orders.models import Order
from orders.price_schemas import OrderPrice, PriceOrder
from orders.schemas import (
    CancelOrder,
    EditOrder,
    InvoiceView,
    MoveShipDate,
    NewOrder,
    OnDay,
    OrderView,
    PlaceOrder,
    ReassignOrder,
    ShipmentView,
    SupplyView,
    UnitView,
)
from orders.service_schemas import ServiceView

router = Router(prefix="/api/orders", tag="orders")


async def draft_of_quote(request: Request, body: NewOrder) -> None:
    """Before the transaction: wait a little for the draft that the reaction makes of a quote."""
    if body.from_quote:
        await awaited_draft.for_draft(request.app.state.service.database, body)


listing(router, "", spec=queries.ORDERS, permission="orders.read")
listing(router, "/customer-purchase-orders", spec=queries.PURCHASE_ORDERS, permission="orders.read")


@router.command("POST", "", permission="orders.write", creates=True, status=201, takes=DOCUMENT)
async def add_order(
    work: Work,
    body: NewOrder,
    waited: Annotated[None, Depends(draft_of_quote)],  # noqa: ARG001  # it only waits
) -> OrderView:
    """Generate the order of an accepted quote (200, the draft there is), or begin one for a client (201)."""
    if body.from_quote:
        return await queries.view(work, await commands.generate_order(work, body))
    return await queries.view(work, await commands.begin_order(work, body))


@router.question("/price", permission="orders.write", takes=DOCUMENT)
async def price_order(work: Work, body: PriceOrder) -> OrderPrice:
    """What an order of these lines would come to; a line with a problem is told, the others are priced."""
    return await preview.price_order(work, body)


@router.query("/prefill", permission="orders.read")
async def prefill_order(
    work: Work,
    quote: UUID | None = None,
    quote_number: Annotated[str | None, Query(min_length=1, max_length=40)] = None,
) -> OrderView:
    """The draft that an accepted quote, named by its id or by its number, fills into the form of its order.

    422 says why there is none: not accepted, declined, expired, or ordered already (with that order).
    """
    if (quote is None) == (quote_number is None):
        raise Refused(_("Name the quote: give either quote (its id) or quote_number."), slug="which-quote")
    return await queries.prefill(work, quote, quote_number)


@router.query("/{order_id}", permission="orders.read")
async def read_order(work: Work, order_id: UUID) -> OrderView:
    """One order as it stands."""
    return await queries.order(work, order_id)


@router.query("/{order_id}/shipments", permission="orders.read")
async def read_shipments(work: Work, order_id: UUID) -> list[ShipmentView]:
    """What left the house for the order."""
    return list(await queries.shipments(work, order_id))


@router.query("/{order_id}/units", permission="orders.read")
async def read_units(work: Work, order_id: UUID) -> list[UnitView]:
    """Units sold, with serial numbers."""
    return list(await queries.units(work, order_id))


@router.query("/{order_id}/supply", permission="orders.read")
async def read_supply(work: Work, order_id: UUID) -> list[SupplyView]:
    """Job orders and purchase requests made for the order."""
    return list(await queries.supply(work, order_id))


@router.query("/{order_id}/services", permission="orders.read")
async def read_services(work: Work, order_id: UUID) -> list[ServiceView]:
    """Services of the order, and what of them was performed."""
    return list(await queries.services(work, order_id))


@router.query("/{order_id}/invoices", permission="orders.read")
async def read_invoices(work: Work, order_id: UUID) -> list[InvoiceView]:
    """Invoices of the order and what is owed on each."""
    return list(await queries.invoices(work, order_id))


@router.command(
    "PATCH", "/{order_id}", permission="orders.write", of=Order, current=queries.order, takes=DOCUMENT
)
async def edit_order(work: Work, order_id: UUID, body: EditOrder) -> OrderView:
    """Change a draft; a placed order takes what clients tell later: purchase order, notes, conditions."""
    return await queries.view(work, await commands.edit_order(work, order_id, body))


@router.command("POST", "/{order_id}/place", permission="orders.place", of=Order, current=queries.order)
async def place_order(work: Work, order_id: UUID, body: PlaceOrder) -> OrderView:
    """Bind the order; it waits for the client's credit.

    A line that was priced on an earlier day is priced again: where that changes it, 409 ``prices-changed``
    shows both, and ``accept_total`` places the order with the new ones. What a client accepted stays.
    """
    return await queries.view(work, await commands.place_order(work, order_id, body))


@router.command("POST", "/{order_id}/release", permission="orders.release", of=Order, current=queries.order)
async def release_order(work: Work, order_id: UUID, body: OnDay) -> OrderView:
    """Release the order: its goods may be made and shipped, its services performed."""
    return await queries.view(work, await commands.release_order(work, order_id, body))


@router.command(
    "POST", "/{order_id}/move-ship-date", permission="orders.write", of=Order, current=queries.order
)
async def move_ship_date(work: Work, order_id: UUID, body: MoveShipDate) -> OrderView:
    """Promise another ship date, and say why."""
    return await queries.view(work, await commands.move_ship_date(work, order_id, body))


@router.command("POST", "/{order_id}/reassign", permission="orders.write", of=Order, current=queries.order)
async def reassign_order(work: Work, order_id: UUID, body: ReassignOrder) -> OrderView:
    """Give the order, and what follows from it, to another sales representative, until it is over."""
    return await queries.view(work, await commands.reassign_order(work, order_id, body))


@router.command("POST", "/{order_id}/cancel", permission="orders.cancel", of=Order, current=queries.order)
async def cancel_order(work: Work, order_id: UUID, body: CancelOrder) -> OrderView:
    """Cancel what has not been shipped or performed."""
    return await queries.view(work, await commands.cancel_order(work, order_id, body))


attachment_routes(
    router,
    of=queries.order,
    read="orders.read",
    write="orders.write",
    path="/{subject_id}/documents",
    what="order_document",
)
