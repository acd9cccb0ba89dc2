"""Which lane of a deal the documents of a kind belong to; what has none is no part of a deal. Pure."""

LANE_OF = {
    "quote": "quote",
    "order": "order",
    "credit": "credit",
    "reservation": "supply",
    "stock": "supply",
    "job-order": "supply",
    "purchase-request": "supply",
    "delivery-order": "delivery",
    "shipment": "delivery",
    "service-order": "delivery",
    "invoice": "invoice",
    "payment": "invoice",
}
