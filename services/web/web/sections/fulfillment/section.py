"""What leaves the house, what is made, bought and performed for it, and what lies here."""

from chassis.language import N_
from web.section import Section
from web.sections.fulfillment import router
from web.sections.fulfillment.lists import LISTS
from web.sidebar import Link

SECTION = Section(
    links=(
        Link(
            key="delivery-orders",
            label=N_("Delivery Orders"),
            path="/delivery-orders",
            icon="delivery",
            purpose=N_("What has to leave the house, what is ready, and what is still missing."),
            go="l",
        ),
        Link(
            key="shipments",
            label=N_("Shipments"),
            path="/shipments",
            icon="shipment",
            purpose=N_("What has left the house, and what has arrived."),
            go="s",
        ),
        Link(
            key="job-orders",
            label=N_("Job Orders"),
            path="/job-orders",
            icon="job",
            purpose=N_("What production has to make for released orders."),
            go="j",
        ),
        Link(
            key="purchase-requests",
            label=N_("Purchase Requests"),
            path="/purchase-requests",
            icon="buy",
            purpose=N_("What has to be bought for released orders."),
        ),
        Link(
            key="service-orders",
            label=N_("Service Orders"),
            path="/service-orders",
            icon="service",
            purpose=N_("What has to be performed for released orders, and what of it is done."),
            go="w",
        ),
        Link(
            key="stock",
            label=N_("Stock"),
            path="/stock",
            icon="stock",
            purpose=N_("What lies here, what of it is promised, and what is free."),
            go="k",
        ),
        Link(
            key="units",
            label=N_("Units"),
            path="/units",
            icon="unit",
            purpose=N_("Every single device with its serial number and where it went."),
        ),
    ),
    lists=LISTS,
    router=router,
    places={
        "delivery-order": "/delivery-orders/{id}",
        "shipment": "/shipments/{id}",
        "job-order": "/job-orders/{id}",
        "purchase-request": "/purchase-requests/{id}",
        "service-order": "/service-orders/{id}",
        "stock-of": "/stock/{id}",
        "unit": "/units/{id}",
    },
    documents={
        "delivery-order": "fulfillment.read",
        "job-order": "fulfillment.read",
        "purchase-request": "fulfillment.read",
        "service-order": "fulfillment.read",
    },
)
