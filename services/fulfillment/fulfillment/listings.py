"""The lists of fulfillment: what they show, sort and search, and whose rows they show."""

from functools import partial
from typing import Any

from sqlalchemy import Table

from chassis.inbound import Fate, foreign_fact
from chassis.language import N_
from chassis.lists import Column, ListSpec
from contracts.values import ItemKind, Supply
from fulfillment.models import delivery, service_orders, supply
from fulfillment.models.delivery import delivery_order_table
from fulfillment.models.service_orders import service_order_table
from fulfillment.models.shipments import shipment_table, sold_unit
from fulfillment.models.stock import shelf
from fulfillment.models.supply import job_order_table, purchase_request_table
from kernel.access import colleague

plain = partial(Column, sortable=False)  # no index serves its order
_s, _d, _h, _u, _r = shelf.c, delivery_order_table.c, shipment_table.c, sold_unit.c, foreign_fact.c
_v = service_order_table.c

STOCK = ListSpec(
    name="stock",
    source=shelf,
    scope=None,
    default_sort="number",
    columns={
        "id": Column(_s.id, "uuid"),
        "number": Column(_s.number, "text", searchable=True, code=True),
        "name": Column(_s.name, "text", searchable=True),
        "kind": Column(_s.kind, "enum", choices=ItemKind),
        "supply": plain(_s.supply, "enum", choices=Supply),
        "unit": plain(_s.unit, "text"),
        "on_hand": Column(_s.on_hand, "quantity"),
        "reserved": Column(_s.reserved, "quantity"),
        "available": Column(_s.available, "quantity"),
        "waiting": Column(_s.waiting, "quantity"),
        "version": plain(_s.version, "int"),
    },
)

DELIVERY_ORDERS = ListSpec(
    name="delivery-orders",
    source=delivery_order_table,
    scope=(_d.owner_id, _d.client_id),
    default_sort="-number",
    columns={
        "id": Column(_d.id, "uuid"),
        "number": Column(_d.number, "text", searchable=True, code=True),
        "status": Column(_d.status, "enum", choices=delivery.Status),
        "order_id": plain(_d.order_id, "uuid"),
        "order_number": Column(_d.order_number, "text", searchable=True, label=N_("Sales order"), code=True),
        "client_id": plain(_d.client_id, "uuid"),
        "client_name": Column(_d.client_name, "text", searchable=True, label=N_("Client")),
        "owner_id": colleague(_d.owner_id, label=N_("Sales representative"), sortable=False),
        "due_on": Column(_d.due_on, "date", label=N_("Due")),
        "released_on": Column(_d.released_on, "date"),
        "call_before_delivery": plain(_d.call_before_delivery, "bool"),
        "version": plain(_d.version, "int"),
    },
)

SHIPMENTS = ListSpec(
    name="shipments",
    source=shipment_table,
    scope=(_h.owner_id, _h.client_id),
    default_sort="-number",
    columns={
        "id": Column(_h.id, "uuid"),
        "number": Column(_h.number, "text", searchable=True, code=True),
        "delivery_order_id": plain(_h.delivery_order_id, "uuid"),
        "order_id": plain(_h.order_id, "uuid"),
        "order_number": plain(_h.order_number, "text", searchable=True, label=N_("Sales order")),
        "client_id": plain(_h.client_id, "uuid"),
        "client_name": plain(_h.client_name, "text", searchable=True, label=N_("Client")),
        "owner_id": colleague(_h.owner_id, label=N_("Sales representative"), sortable=False),
        "dispatched_on": Column(_h.dispatched_on, "date"),
        "carrier": plain(_h.carrier, "text", searchable=True),
        "vehicle": plain(_h.vehicle, "text", searchable=True),
        "tracking": plain(_h.tracking, "text", searchable=True),
        "complete": plain(_h.complete, "bool"),
        "delivered_on": plain(_h.delivered_on, "date"),
        "received_by": plain(_h.received_by, "text"),
    },
)

UNITS = ListSpec(
    name="units",
    source=sold_unit,
    scope=(_u.owner_id, _u.client_id),
    default_sort="serial_number",
    columns={
        "id": Column(_u.id, "uuid"),
        "serial_number": Column(_u.serial_number, "text", searchable=True, code=True),
        "product_id": plain(_u.product_id, "uuid"),
        "product_number": plain(_u.product_number, "text", searchable=True, label=N_("Product")),
        "product_name": plain(_u.product_name, "text", searchable=True, label=N_("Name")),
        "order_id": plain(_u.order_id, "uuid"),
        "order_number": plain(_u.order_number, "text", searchable=True, label=N_("Sales order")),
        "shipment_number": plain(_u.shipment_number, "text", searchable=True),
        "shipped_on": plain(_u.shipped_on, "date"),
        "client_id": plain(_u.client_id, "uuid"),
        "client_name": plain(_u.client_name, "text", searchable=True, label=N_("Client")),
        "owner_id": colleague(_u.owner_id, label=N_("Sales representative"), sortable=False),
    },
)


def _supplied(name: str, table: Table) -> ListSpec:
    c = table.c
    columns: dict[str, Any] = {
        "id": Column(c.id, "uuid"),
        "number": Column(c.number, "text", searchable=True, code=True),
        "status": Column(c.status, "enum", choices=supply.Status),
        "order_id": plain(c.order_id, "uuid"),
        "order_number": plain(c.order_number, "text", searchable=True, label=N_("Sales order")),
        "line_id": plain(c.line_id, "uuid"),
        "product_id": plain(c.product_id, "uuid"),
        "product_number": plain(c.product_number, "text", searchable=True, label=N_("Product")),
        "product_name": plain(c.product_name, "text", searchable=True, label=N_("Name")),
        "quantity": plain(c.quantity, "quantity"),
        "unit": plain(c.unit, "text"),
        "due_on": plain(c.due_on, "date", label=N_("Due")),
        "done_on": plain(c.done_on, "date"),
        "owner_id": colleague(c.owner_id, label=N_("Sales representative"), sortable=False),
        "version": plain(c.version, "int"),
    }
    return ListSpec(
        name=name, source=table, scope=(c.owner_id, c.client_id), default_sort="-number", columns=columns
    )


JOB_ORDERS = _supplied("job-orders", job_order_table)
PURCHASE_REQUESTS = _supplied("purchase-requests", purchase_request_table)

SERVICE_ORDERS = ListSpec(
    name="service-orders",
    source=service_order_table,
    scope=(_v.owner_id, _v.client_id),
    default_sort="-number",
    columns={
        "id": Column(_v.id, "uuid"),
        "number": Column(_v.number, "text", searchable=True, code=True),
        "status": Column(_v.status, "enum", choices=service_orders.Status),
        "order_id": plain(_v.order_id, "uuid"),
        "order_number": plain(_v.order_number, "text", searchable=True, label=N_("Sales order")),
        "line_id": plain(_v.line_id, "uuid"),
        "product_id": plain(_v.product_id, "uuid"),
        "product_number": plain(_v.product_number, "text", searchable=True, label=N_("Product")),
        "product_name": plain(_v.product_name, "text", searchable=True, label=N_("Name")),
        "quantity": plain(_v.quantity, "quantity"),
        "performed": plain(_v.performed, "quantity"),
        "unit": plain(_v.unit, "text"),
        "due_on": Column(_v.due_on, "date", label=N_("Due")),
        "released_on": plain(_v.released_on, "date"),
        "client_id": plain(_v.client_id, "uuid"),
        "client_name": plain(_v.client_name, "text", searchable=True, label=N_("Client")),
        "owner_id": colleague(_v.owner_id, label=N_("Sales representative"), sortable=False),
        "version": plain(_v.version, "int"),
    },
)

REFUSED_FACTS = ListSpec(
    name="refused-facts",
    source=foreign_fact,
    where=_r.fate == Fate.REFUSED,
    scope=None,
    default_sort="-refused_at",
    columns={
        "id": Column(_r.id, "uuid"),
        "type": plain(_r.type, "text"),
        "subject_id": plain(_r.subject_id, "uuid"),
        "rule": plain(_r.rule, "text"),
        "reason": plain(_r.reason, "text", searchable=True),
        "source": plain(_r.source, "text", searchable=True),
        "event_id": plain(_r.event_id, "text", searchable=True),
        "refused_at": Column(_r.heard_at, "time"),
    },
)
