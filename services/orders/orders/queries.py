"""Reading orders: one with all that belongs to it, the list, and the register of customer purchase orders."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from chassis.errors import NotFound
from chassis.http import emptied
from chassis.language import N_, _
from chassis.lists import Column, ListSpec
from chassis.work import Work, document, peek
from contracts.reading import ORDER_PRICES
from kernel.access import colleague
from orders import quotes, remarks, rows
from orders.models import Order
from orders.process import Credit, ShownStage, Status
from orders.required import lacking
from orders.schemas import InvoiceView, OrderView, ShipmentView, SupplyView, UnitView
from orders.service_schemas import PerformanceView, ServiceView
from orders.settings import Settings
from orders.tables import (
    delivery_copy,
    order_invoice,
    order_line,
    order_performance,
    order_shipment,
    order_table,
    order_unit,
    service_copy,
    supply_copy,
)

M = TypeVar("M")
PRICES = {
    "list_price",
    "unit_price",
    "discount",
    "net",
    "tax_rate",
    "totals",
    "open_amount",
    "gross",
    "cancelled_gross",
}
FULFILLED = {
    "pending": N_("Placed"),
    "shipped": N_("Fulfilled"),
    "partially_shipped": N_("Partially fulfilled"),
}  # goods or services, a list says neither
_c = order_table.c

IDENTITY = {
    "id": Column(_c.id, "uuid", label=N_("Id"), leads_to="/api/orders", named_by="number"),
    "number": Column(_c.number, label=N_("Order number"), searchable=True, code=True),
    "client_name": Column(_c.client_name, label=N_("Client"), searchable=True),
    "client_id": Column(
        _c.client_id,
        "uuid",
        sortable=False,
        default=False,
        leads_to="/api/crm/clients",
        named_by="client_name",
    ),
}


def beside(amount: ColumnElement[Decimal], label: str) -> Column:
    """A column of what was ordered or cancelled, beside what stands."""
    return Column(
        amount, "money", label=label, sortable=False, filterable=False, default=False, opened_by=ORDER_PRICES
    )


OWNER = colleague(_c.owner_id, label=N_("Sales representative"), sortable=False)

ORDERS = ListSpec(
    name="orders",
    source=order_table,
    scope=(_c.owner_id, _c.client_id),
    currency=_c.currency,
    default_sort="-number",
    many=True,
    words=_c.found_by,
    columns=IDENTITY
    | {
        "ordered_on": Column(_c.ordered_on, "date", label=N_("Date created"), searchable=True),
        "status": Column(_c.status, "enum", choices=Status, said=FULFILLED),
        "stage": Column(_c.stage, "enum", sortable=False, filterable=False, choices=ShownStage),
        "owner_id": OWNER,
        "estimated_ship_date": Column(_c.estimated_ship_date, "date", label=N_("Estimated shipping date")),
        "actual_ship_date": Column(_c.actual_ship_date, "date", label=N_("Actual shipping date")),
        "gross": Column(_c.gross, "money", label=N_("Total amount"), opened_by=ORDER_PRICES),
        "address": Column(_c.address, sortable=False, searchable=True),
        "description": Column(_c.description, sortable=False, searchable=True),
        "quote_number": Column(_c.quote_number, sortable=False, searchable=True),
        "customer_po": Column(_c.customer_po, label=N_("Customer PO"), sortable=False, searchable=True),
        "project": Column(_c.project, sortable=False, searchable=True),
        "net": Column(
            _c.net, "money", sortable=False, default=False, opened_by=ORDER_PRICES, label=N_("Net total")
        ),
        "ordered_net": beside(_c.net + _c.cancelled_net, N_("Net as ordered")),
        "cancelled_gross": beside(_c.cancelled_gross, N_("Cancelled, with tax")),
        "cancelled_net": beside(_c.cancelled_net, N_("Cancelled, net")),
        "credit": Column(_c.credit, "enum", sortable=False, choices=Credit),
        "quote_id": Column(
            _c.quote_id,
            "uuid",
            sortable=False,
            default=False,
            leads_to="/api/quotes",
            named_by="quote_number",
        ),
        "placed_on": Column(_c.placed_on, "date", sortable=False, default=False),
        "released_on": Column(
            _c.released_on, "date", label=N_("Release date"), sortable=False, default=False
        ),
        "initial_ship_date": Column(
            _c.initial_ship_date, "date", sortable=False, default=False, label=N_("Initial shipping date")
        ),
        "to_be_invoiced_on": Column(_c.to_be_invoiced_on, "date", sortable=False, default=False),
        "closed_on": Column(_c.closed_on, "date", sortable=False, default=False),
        "cancelled_on": Column(_c.cancelled_on, "date", sortable=False, default=False),
        "lead_time_days": Column(
            _c.lead_time_days, "int", sortable=False, default=False, label=N_("Lead time, days")
        ),
        "terms": Column(_c.terms, sortable=False, default=False, label=N_("Payment terms")),
        "po_received_on": Column(
            _c.po_received_on, "date", label=N_("Customer PO received on"), sortable=False, default=False
        ),
        "po_received_by": Column(
            _c.po_received_by, label=N_("Customer PO received by"), sortable=False, default=False
        ),
        "so_issued_by": Column(_c.so_issued_by, label=N_("SO issued by"), sortable=False, default=False),
        "call_before_delivery": Column(_c.call_before_delivery, "bool", sortable=False, default=False),
        "external_ref": Column(
            _c.external_ref, sortable=False, searchable=True, default=False, label=N_("External reference")
        ),
        "client_now": Column(
            _c.client_now, label=N_("Client's present name"), sortable=False, searchable=True, default=False
        ),
        "created_at": Column(_c.created_at, "time", sortable=False, default=False),
        "version": Column(_c.version, "int", sortable=False, filterable=False),
    },
)

DOCUMENTS = select(func.count()).select_from(document).where(document.c.subject_id == _c.id).scalar_subquery()

PURCHASE_ORDERS = ListSpec(
    name="customer-purchase-orders",
    source=order_table,
    scope=(_c.owner_id, _c.client_id),
    currency=_c.currency,
    where=_c.customer_po != "",
    default_sort="customer_po",
    columns={
        "customer_po": Column(_c.customer_po, label=N_("PO number"), searchable=True, code=True),
        "po_received_on": Column(_c.po_received_on, "date", label=N_("Received on")),
        "po_received_by": Column(_c.po_received_by, label=N_("Received by"), sortable=False, searchable=True),
    }
    | IDENTITY
    | {
        "number": Column(_c.number, label=N_("Sales order"), searchable=True, code=True),
        "status": Column(_c.status, "enum", sortable=False, choices=Status, said=FULFILLED),
        "gross": Column(_c.gross, "money", sortable=False, label=N_("Total amount"), opened_by=ORDER_PRICES),
        "owner_id": OWNER,
        "documents": Column(DOCUMENTS, "int", sortable=False, filterable=False),
    },
)


async def order(work: Work, order_id: UUID) -> OrderView:
    """One order; raises NotFound when absent or out of reach."""
    found = await _reached(work, order_id)
    found.lines = await rows.lines_of(work, order_id)
    return await view(work, found)


async def view(work: Work, order: Order) -> OrderView:
    """The order as people see it, with what a draft still lacks and what to look at."""
    assert isinstance(work.settings, Settings)
    shown = OrderView.model_validate(order)
    if order.status == Status.DRAFT:
        shown.missing = lacking(order, work.settings.required_to_place)
        if order.client_now:
            shown.client = order.client.model_copy(update={"name": order.client_now})
    shown.warnings = await remarks.of(work, order)
    return priced(work, shown)


def priced(work: Work, document: M) -> M:
    """The document with what its client pays, for those who may see that."""
    knows = work.caller is None or work.caller.may(ORDER_PRICES)
    return document if knows else emptied(document, PRICES)


async def prefill(work: Work, quote_id: UUID | None, quote_number: str | None) -> OrderView:
    """The draft of the accepted quote with this id or number, to fill a form.

    Raises Refused when it is ordered already; where there is no order, ``quotes.explain`` says why.
    """
    found = await rows.order_of_quote(work, quote_id, quote_number)
    if found is None:
        await quotes.explain(work, quote_id, quote_number)
    await work.reach(*found.belongs_to(), "order")
    quotes.must_be_open(found)
    found.lines = await rows.lines_of(work, found.id)
    return await view(work, found)


async def _reached(work: Work, order_id: UUID) -> Order:
    found = await peek(work, Order, order_id)
    if found is None:
        raise NotFound(_("There is no order %(order_id)s.", order_id=order_id))
    await work.reach(*found.belongs_to(), "order")
    return found


SHIPMENTS = (
    select(order_shipment, delivery_copy.c.delivered_on)
    .outerjoin(delivery_copy, delivery_copy.c.shipment_id == order_shipment.c.shipment_id)
    .where(order_shipment.c.order_id == bindparam("order"))
    .order_by(order_shipment.c.dispatched_on, order_shipment.c.shipment_id)
)


async def shipments(work: Work, order_id: UUID) -> Sequence[ShipmentView]:
    """What left, by day."""
    await _reached(work, order_id)
    found = (await work.execute(SHIPMENTS, {"order": order_id})).mappings()
    return [priced(work, ShipmentView.model_validate(dict(row))) for row in found]


UNITS = (
    select(order_unit, order_line.c.item)
    .join(
        order_line,
        (order_line.c.order_id == order_unit.c.order_id) & (order_line.c.line_id == order_unit.c.line_id),
    )
    .where(order_unit.c.order_id == bindparam("order"))
    .order_by(order_line.c.position, order_unit.c.serial_number)
)


async def units(work: Work, order_id: UUID) -> Sequence[UnitView]:
    """Units sold, with their serial numbers, by line."""
    await _reached(work, order_id)
    return [
        UnitView(
            serial_number=row.serial_number,
            line_id=row.line_id,
            product_id=row.product_id,
            product_number=row.item.number,
            product_name=row.item.name,
            shipment_id=row.shipment_id,
            shipped_on=row.shipped_on,
        )
        for row in await work.execute(UNITS, {"order": order_id})
    ]


SUPPLY = (
    select(supply_copy)
    .where(supply_copy.c.order_id == bindparam("order"))
    .order_by(supply_copy.c.number, supply_copy.c.id)
)


async def supply(work: Work, order_id: UUID) -> Sequence[SupplyView]:
    """Job orders and purchase requests made for the order."""
    await _reached(work, order_id)
    found = (await work.execute(SUPPLY, {"order": order_id})).mappings()
    return [SupplyView.model_validate(dict(row)) for row in found]


SERVICES = (
    select(service_copy)
    .where(service_copy.c.order_id == bindparam("order"))
    .order_by(service_copy.c.number, service_copy.c.id)
)
PERFORMANCES = (
    select(order_performance)
    .where(order_performance.c.order_id == bindparam("order"))
    .order_by(order_performance.c.performed_on, order_performance.c.performance_id)
)


async def services(work: Work, order_id: UUID) -> Sequence[ServiceView]:
    """Services of the order, with what was performed of each by day."""
    await _reached(work, order_id)
    done = (await work.execute(PERFORMANCES, {"order": order_id})).all()
    found = (await work.execute(SERVICES, {"order": order_id})).mappings()
    views = [ServiceView.model_validate(dict(row)) for row in found]
    for view in views:
        own = (row for row in done if row.service_order_id == view.id)
        view.performances = [PerformanceView.model_validate(row) for row in own]
    return [priced(work, view) for view in views]


INVOICES = (
    select(order_invoice)
    .where(order_invoice.c.order_id == bindparam("order"))
    .order_by(order_invoice.c.issued_on, order_invoice.c.number)
)


async def invoices(work: Work, order_id: UUID) -> Sequence[InvoiceView]:
    """Invoices of the order and what is owed on each."""
    await _reached(work, order_id)
    found = (await work.execute(INVOICES, {"order": order_id})).mappings()
    return [priced(work, InvoiceView.model_validate(dict(row))) for row in found]
