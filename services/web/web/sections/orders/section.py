"""Sales orders and the register of customers' purchase orders."""

from chassis.language import N_
from contracts.reading import ORDER_PRICES
from web.api import orders
from web.deals.deal import FULFILLED
from web.lists.spec import Bulk, ListSpec, Quick, View
from web.section import Section
from web.sections.orders import router
from web.sidebar import Link

ORDERS = ListSpec(
    key="orders",
    title=N_("Sales Orders"),
    singular=N_("sales order"),
    path="/orders",
    api=orders.list_orders(),
    row="/orders/{id}",
    columns=(
        "number",
        "client_name",
        "project",
        "status",
        "gross",
        "ordered_on",
        "estimated_ship_date",
        "actual_ship_date",
        "owner_id",
    ),
    hidden=("id", "version", "client_id", "quote_id"),
    words=FULFILLED,
    views=(
        View(N_("Mine"), "owner_id=me"),
        View(N_("Drafts"), "status=draft"),
        View(N_("To release"), "status=pending"),
        View(N_("In production"), "status=released,partially_shipped"),
        View(N_("To be invoiced"), "status=shipped"),
        View(N_("Waiting for credit"), "credit=refused"),
    ),
    bulk=(
        Bulk("place", N_("Place"), "orders.place", ("draft",), N_("Place the selected drafts?")),
        Bulk("release", N_("Release"), "orders.release", ("pending",), N_("Release the selected orders?")),
    ),
    quick=(
        Quick(N_("Edit"), "edit", "orders.write", path="/orders/{id}/edit", statuses=("draft",)),
        Quick("PDF", "print", ORDER_PRICES, path="/orders/{id}/pdf"),
        Quick(N_("New ticket"), "ticket", "tickets.write", place="new-ticket", query="?order_id={id}"),
    ),
    create="/orders/new",
    create_label=N_("New sales order"),
    create_permission="orders.write",
    empty=N_("Sales orders come from accepted quotes, or are entered by hand."),
    finds="order",
)
CUSTOMER_PURCHASE_ORDERS = ListSpec(
    key="customer-purchase-orders",
    title=N_("Customer Purchase Orders"),
    singular=N_("customer purchase order"),
    path="/customer-purchase-orders",
    api=orders.list_customer_purchase_orders(),
    main="customer_po",
    row="/orders/{id}?tab=purchase-order",
    columns=(
        "customer_po",
        "client_name",
        "number",
        "status",
        "gross",
        "po_received_on",
        "po_received_by",
        "owner_id",
        "documents",
    ),
    words=FULFILLED,
    hidden=("id", "client_id"),
    empty=N_("As soon as an order carries the customer's PO number, it stands here."),
)
SECTION = Section(
    links=(
        Link(
            key="orders",
            label=N_("Sales Orders"),
            path="/orders",
            icon="order",
            purpose=(
                N_(
                    "Everything that was ordered, from draft to payment: what it contains, where it "
                    "stands, and what it waits for."
                )
            ),
            go="o",
        ),
        Link(
            key="customer-purchase-orders",
            label=N_("Customer Purchase Orders"),
            path="/customer-purchase-orders",
            icon="po",
            purpose=(
                N_(
                    "The register of the orders that customers sent us: their number, when and by whom "
                    "it was received, and the sales order that answers it."
                )
            ),
            go="u",
        ),
    ),
    lists=(ORDERS, CUSTOMER_PURCHASE_ORDERS),
    router=router,
    places={
        "order": "/orders/{id}",
        "new-order": "/orders/new",
        "client-suggestions": "/orders/new/suggestions/client",
        "distributor-suggestions": "/orders/new/suggestions/distributor",
    },
    documents={
        "order": "orders.read",
    },
)
