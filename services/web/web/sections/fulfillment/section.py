"""What leaves the house, what is made, bought and performed for it, and what lies here."""

from web.section import Section
from web.sections.fulfillment import router
from web.sections.fulfillment.lists import LISTS
from web.sidebar import Link

SECTION = Section(
    links=(
        Link(
            key="delivery-orders",
            label="Delivery Orders",
            path="/delivery-orders",
            icon="delivery",
            purpose="What has to leave the house, what is ready, and what is still missing.",
            go="l",
        ),
        Link(
            key="shipments",
            label="Shipments",
            path="/shipments",
            icon="shipment",
            purpose="What has left the house, and what has arrived.",
            go="s",
        ),
        Link(
            key="job-orders",
            label="Job Orders",
            path="/job-orders",
            icon="job",
            purpose="What production has to make for released orders.",
            go="j",
        ),
        Link(
            key="purchase-requests",
            label="Purchase Requests",
            path="/purchase-requests",
            icon="buy",
            purpose="What has to be bought for released orders.",
        ),
        Link(
            key="service-orders",
            label="Service Orders",
            path="/service-orders",
            icon="service",
            purpose="What has to be performed for released orders, and what of it is done.",
            go="w",
        ),
        Link(
            key="stock",
            label="Stock",
            path="/stock",
            icon="stock",
            purpose="What lies here, what of it is promised, and what is free.",
            go="k",
        ),
        Link(
            key="units",
            label="Units",
            path="/units",
            icon="unit",
            purpose="Every single device with its serial number and where it went.",
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
