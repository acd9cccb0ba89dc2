"""The story of a deal: its lanes, the steps that every deal takes, and who can take them. Pure."""

from collections.abc import Collection, Mapping

from contracts.event import Event
from contracts.messages import all_messages
from contracts.steps import Stage
from web.deals.lanes import LANE_OF

LANES = (
    (Stage.QUOTE, "Quote"),
    (Stage.ORDER, "Order"),
    (Stage.CREDIT, "Credit"),
    (Stage.SUPPLY, "Supply"),
    (Stage.DELIVERY, "Delivery & service"),
    (Stage.INVOICE, "Invoice & payment"),
)
PLACES: dict[str, int] = {stage: place for place, (stage, _) in enumerate(LANES)}
EVENTS = {known.__name__: known for _, known in all_messages() if issubclass(known, Event)}
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
PERFORMED = {"ServicePerformed": ("Performed", "operations")}  # where services are sold
SHIPPED = ("DeliveryOrderReady", "ShipmentDispatched")
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


def story_of(kinds: Collection[str]) -> dict[str, tuple[str, str]]:
    """The main story of a deal with these kinds of documents: goods are shipped, services performed."""
    if "service-order" not in kinds:
        return dict(STORY)
    steps: dict[str, tuple[str, str]] = {}
    for name, step in STORY.items():
        if name not in SHIPPED or "delivery-order" in kinds:
            steps[name] = step
        if name == SHIPPED[-1]:
            steps |= PERFORMED
    return steps


def lane(stage: str | None, kind: str = "") -> int:
    """The place of a stage's lane; of an event that none is known of, that of its document's kind."""
    return PLACES[stage or LANE_OF.get(kind, Stage.ORDER)]


def called(name: str) -> str:
    """What people read for an event; its name, where a newer service tells of one unknown here."""
    known = EVENTS.get(name)
    return known.label if known else name


def ahead(name: str) -> int:
    """The place of the lane in which an event will happen."""
    known = EVENTS.get(name)
    return lane(known.step.stage if known and known.step else None)
