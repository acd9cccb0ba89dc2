"""Quotes, sales orders, customer purchase orders."""

from web.lists.spec import Bulk, ListSpec, View

QUOTES = ListSpec(
    key="quotes",
    title="Quotes",
    singular="quote",
    path="/quotes",
    api="/api/quotes",
    permission="quotes.read",
    row="/quotes/{id}",
    columns=("number", "client_name", "project", "quoted_on", "status", "net", "owner_id", "valid_until"),
    labels={
        "client_name": "Client",
        "owner_id": "Sales representative",
        "external_ref": "External reference",
        "client_id": "Client id",
        "gross": "Total with tax",
        "net": "Net total",
    },
    hidden=("id", "version", "client_id"),
    views=(
        View("Drafts", "status=draft"),
        View("Waiting for the client", "status=sent"),
        View("Accepted", "status=accepted"),
        View("Lost", "status=declined,expired"),
    ),
    bulk=(Bulk("send", "Send", "quotes.write", ("draft",), "Send the selected drafts to their clients?"),),
    create="/quotes/new",
    create_label="New quote",
    create_permission="quotes.write",
    empty="A quote offers a client devices and options at a price, until a day. Begin with the client.",
)
ORDERS = ListSpec(
    key="orders",
    title="Sales Orders",
    singular="sales order",
    path="/orders",
    api="/api/orders",
    permission="orders.read",
    row="/orders/{id}",
    columns=(
        "number", "client_name", "project", "ordered_on", "status", "owner_id", "estimated_ship_date",
        "actual_ship_date", "gross",
    ),
    hidden=("id", "version", "client_id", "quote_id"),
    views=(
        View("Drafts", "status=draft"),
        View("To release", "status=pending"),
        View("In production", "status=released,partially_shipped"),
        View("To be invoiced", "status=shipped"),
        View("Waiting for credit", "credit=refused"),
    ),
    bulk=(
        Bulk("place", "Place", "orders.place", ("draft",), "Place the selected drafts?"),
        Bulk("release", "Release", "orders.release", ("pending",), "Release the selected orders?"),
    ),
    create="/orders/new",
    create_label="New sales order",
    create_permission="orders.write",
    empty="Sales orders come from accepted quotes, or are entered by hand.",
)  # fmt: skip
CUSTOMER_PURCHASE_ORDERS = ListSpec(
    key="customer-purchase-orders",
    title="Customer Purchase Orders",
    singular="customer purchase order",
    path="/customer-purchase-orders",
    api="/api/orders/customer-purchase-orders",
    permission="orders.read",
    main="customer_po",
    row="/orders/{id}?tab=purchase-order",
    columns=(
        "customer_po", "po_received_on", "po_received_by", "client_name", "number", "status", "gross",
        "owner_id", "documents",
    ),
    labels={
        "customer_po": "PO number",
        "number": "Sales order",
        "client_name": "Client",
        "po_received_on": "Received on",
        "po_received_by": "Received by",
        "owner_id": "Sales representative",
    },
    hidden=("id", "client_id"),
    empty="As soon as an order carries the customer's PO number, it stands here.",
)  # fmt: skip
LISTS = (QUOTES, ORDERS, CUSTOMER_PURCHASE_ORDERS)
