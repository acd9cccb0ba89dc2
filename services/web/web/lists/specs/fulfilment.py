"""Delivery orders, shipments, job orders, purchase requests, stock, units."""

from web.lists.spec import ListSpec, View

LABELS = {
    "client_name": "Client",
    "order_number": "Sales order",
    "owner_id": "Sales representative",
    "product_number": "Product",
    "product_name": "Name",
    "due_on": "Due",
}
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


def _work(key: str, title: str, singular: str, empty: str) -> ListSpec:
    return ListSpec(
        key=key,
        title=title,
        singular=singular,
        path=f"/{key}",
        api=f"/api/fulfillment/{key}",
        permission="fulfillment.read",
        row=f"/{key}/{{id}}",
        columns=MADE,
        labels=LABELS,
        hidden=HIDDEN,
        views=(View("Open", "status=open"), View("Done", "status=done")),
        empty=empty,
    )


LISTS = (
    ListSpec(
        key="delivery-orders",
        title="Delivery Orders",
        singular="delivery order",
        path="/delivery-orders",
        api="/api/fulfillment/delivery-orders",
        permission="fulfillment.read",
        row="/delivery-orders/{id}",
        columns=(
            "number", "order_number", "client_name", "status", "due_on", "released_on",
            "call_before_delivery",
        ),
        labels=LABELS,
        hidden=HIDDEN,
        views=(
            View("Ready", "status=ready"),
            View("Waiting", "status=waiting"),
            View("Shipped", "status=shipped"),
        ),
        empty="A released order opens a delivery order.",
    ),
    ListSpec(
        key="shipments",
        title="Shipments",
        singular="shipment",
        path="/shipments",
        api="/api/fulfillment/shipments",
        permission="fulfillment.read",
        row="/shipments/{id}",
        columns=("number", "order_number", "client_name", "dispatched_on", "carrier", "tracking", "complete",
                 "delivered_on", "received_by"),
        labels=LABELS,
        hidden=HIDDEN,
        status=None,
        empty="What leaves the house stands here.",
    ),
    _work("job-orders", "Job Orders", "job order", "What has to be made for a released order stands here."),
    _work("purchase-requests", "Purchase Requests", "purchase request",
          "What has to be bought for a released order stands here."),
    ListSpec(
        key="stock",
        title="Stock",
        singular="stock item",
        path="/stock",
        api="/api/fulfillment/stock",
        permission="fulfillment.read",
        row="/stock/{id}",
        columns=("number", "name", "kind", "supply", "on_hand", "reserved", "available", "waiting", "unit"),
        people=(),
        status=None,
        empty="Products that are made or bought stand here with what lies in the house.",
    ),
    ListSpec(
        key="units",
        title="Units",
        singular="unit",
        path="/units",
        api="/api/fulfillment/units",
        permission="fulfillment.read",
        main="serial_number",
        row="/units/{id}",
        columns=(
            "serial_number", "product_number", "product_name", "order_number", "shipment_number",
            "shipped_on", "client_name",
        ),
        labels=LABELS,
        hidden=HIDDEN,
        status=None,
        empty="Every device that leaves the house with a serial number stands here.",
    ),
)  # fmt: skip
