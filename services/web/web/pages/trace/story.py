"""The story of a deal: its lanes, the steps that every deal takes, and who can take them. Pure."""

from collections.abc import Mapping

LANES = (
    ("quote", "Quote"),
    ("order", "Order"),
    ("credit", "Credit"),
    ("supply", "Supply"),
    ("delivery", "Delivery"),
    ("invoice", "Invoice & payment"),
)
PLACES = {key: place for place, (key, _) in enumerate(LANES)}
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
    "invoice": "invoice",
    "payment": "invoice",
}
OF_NAMES = (
    ("Quote", "quote"),
    ("Credit", "credit"),
    ("Delivery", "delivery"),
    ("Shipment", "delivery"),
    ("Invoice", "invoice"),
    ("Payment", "invoice"),
    ("Stock", "supply"),
    ("Job", "supply"),
    ("Purchase", "supply"),
    ("Reservation", "supply"),
)
STORY: Mapping[str, tuple[str, str]] = {  # each step of the main story: a short name, and who takes it
    "QuoteDrafted": ("Quoted", "seller"),
    "QuoteSent": ("Sent", "seller"),
    "QuoteAccepted": ("Accepted", "client"),
    "OrderDrafted": ("Ordered", "system"),
    "OrderPlaced": ("Placed", "seller"),
    "OrderCleared": ("Credit", "system"),
    "OrderReleased": ("Released", "operations"),
    "DeliveryOrderReady": ("Ready", "system"),
    "ShipmentDispatched": ("Shipped", "operations"),
    "InvoiceIssued": ("Invoiced", "system"),
    "PaymentReceived": ("Paid", "client"),
    "OrderClosed": ("Closed", "system"),
}
SUPPLY = ("JobOrderCompleted", "PurchaseReceived")  # what being ready may wait for
WHO = {
    "seller": "the seller",
    "client": "the client",
    "system": "nobody, it goes on by itself",
    "accounting": "accounting",
    "operations": "operations",
    "production": "production",
    "purchasing": "purchasing",
}
PAGES = {  # of documents with a page: its address and the permission that it takes
    "quote": ("/quotes", "quotes.read"),
    "order": ("/orders", "orders.read"),
    "delivery-order": ("/delivery-orders", "fulfillment.read"),
    "job-order": ("/job-orders", "fulfillment.read"),
    "purchase-request": ("/purchase-requests", "fulfillment.read"),
    "invoice": ("/invoices", "billing.read"),
}


def lane(kind: str, name: str) -> int:
    """The place of an event's lane, by the kind of its document or by its name."""
    found = LANE_OF.get(kind) or next((key for start, key in OF_NAMES if name.startswith(start)), "order")
    return PLACES[found]
