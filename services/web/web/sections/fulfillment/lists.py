"""Delivery orders, shipments, job orders, purchase requests, service orders, stock, units."""

from chassis.language import N_, _
from web.api import fulfillment
from web.lists.spec import ListSpec, View
from web.sections.fulfillment.supply import JOB, PURCHASE, Kind

HIDDEN = ("id", "version", "order_id", "client_id", "line_id", "product_id", "delivery_order_id")
MADE = (
    "number",
    "product_number",
    "product_name",
    "quantity",
    "unit",
    "order_number",
    "due_on",
    "status",
    "done_on",
)


def _supply(kind: Kind, empty: str) -> ListSpec:
    return ListSpec(
        key=kind.path.removeprefix("/"),
        title=kind.title,
        singular=kind.singular,
        path=kind.path,
        api=kind.listed,
        row=f"{kind.path}/{{id}}",
        columns=MADE,
        hidden=HIDDEN,
        views=(View(_("Open"), "status=open"), View(_("Done"), "status=done")),
        empty=empty,
        finds=kind.singular.replace(" ", "-"),
    )


LISTS = (
    ListSpec(
        key="delivery-orders",
        title=N_("Delivery Orders"),
        singular=N_("delivery order"),
        path="/delivery-orders",
        api=fulfillment.list_delivery_orders(),
        row="/delivery-orders/{id}",
        columns=(
            "number", "order_number", "client_name", "status", "due_on", "released_on",
            "call_before_delivery",
        ),
        hidden=HIDDEN,
        views=(
            View(N_("Ready"), "status=ready"),
            View(N_("Waiting"), "status=waiting"),
            View(N_("Shipped"), "status=shipped"),
        ),
        empty=N_("A released order opens a delivery order."),
        finds="delivery-order",
    ),
    ListSpec(
        key="shipments",
        title=N_("Shipments"),
        singular=N_("shipment"),
        path="/shipments",
        api=fulfillment.list_shipments(),
        row="/shipments/{id}",
        columns=("number", "order_number", "client_name", "dispatched_on", "carrier", "tracking", "complete",
                 "delivered_on", "received_by"),
        hidden=HIDDEN,
        status=None,
        empty=N_("Shipments appear here when goods are dispatched."),
    ),
    _supply(JOB, N_("What has to be made for a released order stands here.")),
    _supply(PURCHASE, N_("What has to be bought for a released order stands here.")),
    ListSpec(
        key="service-orders",
        title=N_("Service Orders"),
        singular=N_("service order"),
        path="/service-orders",
        api=fulfillment.list_service_orders(),
        row="/service-orders/{id}",
        columns=(
            "number", "product_number", "product_name", "quantity", "performed", "unit", "order_number",
            "client_name", "due_on", "status",
        ),
        hidden=HIDDEN,
        views=(View(N_("Open"), "status=open"), View(N_("Performed"), "status=performed")),
        empty=N_("A service of a released order stands here until it is performed, and after."),
        finds="service-order",
    ),
    ListSpec(
        key="stock",
        title=N_("Stock"),
        singular=N_("stock item"),
        path="/stock",
        api=fulfillment.list_stock(),
        row="/stock/{id}",
        columns=("number", "name", "kind", "supply", "on_hand", "reserved", "available", "waiting", "unit"),
        people=(),
        status=None,
        empty=N_("Products that are made or bought stand here with what lies in the house."),
    ),
    ListSpec(
        key="units",
        title=N_("Units"),
        singular=N_("unit"),
        path="/units",
        api=fulfillment.list_units(),
        main="serial_number",
        row="/units/{id}",
        columns=(
            "serial_number", "product_number", "product_name", "order_number", "shipment_number",
            "shipped_on", "client_name",
        ),
        hidden=HIDDEN,
        status=None,
        empty=N_("Every device that leaves the house with a serial number stands here."),
    ),
)  # fmt: skip
