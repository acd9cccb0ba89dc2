"""The story of a deal: its lanes, the steps that every deal takes, and who can take them. Pure."""

from collections.abc import Collection, Mapping

from chassis.language import N_, _
from contracts.event import Event
from contracts.messages import all_messages
from contracts.steps import Stage
from web.deals.lanes import LANE_OF

LANES = (
    (Stage.QUOTE, N_("Quote")),
    (Stage.ORDER, N_("Order")),
    (Stage.CREDIT, N_("Credit")),
    (Stage.SUPPLY, N_("Supply")),
    (Stage.DELIVERY, N_("Delivery & service")),
    (Stage.INVOICE, N_("Invoice & payment")),
)
PLACES: dict[str, int] = {stage: place for place, (stage, _label) in enumerate(LANES)}
EVENTS = {known.__name__: known for _, known in all_messages() if issubclass(known, Event)}
STORY: Mapping[str, tuple[str, str]] = {  # each step of the main story: a short name, and who takes it
    "QuoteDrafted": (N_("Quoted"), "seller"),
    "QuoteSent": (N_("Sent"), "seller"),
    "QuoteAccepted": (N_("Accepted"), "client"),
    "OrderDrafted": (N_("Ordered"), "system"),
    "OrderPlaced": (N_("Placed"), "seller"),
    "OrderCleared": (N_("Credit"), "system"),
    "OrderReleased": (N_("Released"), "operations"),
    "DeliveryOrderReady": (N_("Ready"), "system"),
    "ShipmentDispatched": (N_("Shipped"), "operations"),
    "InvoiceIssued": (N_("Invoiced"), "system"),
    "PaymentReceived": (N_("Paid"), "client"),
    "OrderClosed": (N_("Closed"), "system"),
}
PERFORMED = {"ServicePerformed": (N_("Performed"), "operations")}  # where services are sold
SHIPPED = ("DeliveryOrderReady", "ShipmentDispatched")
SUPPLY = ("JobOrderCompleted", "PurchaseReceived")  # what being ready may wait for
WHO = {
    "seller": N_("the seller"),
    "client": N_("the client"),
    "system": N_("nobody, it goes on by itself"),
    "accounting": N_("accounting"),
    "operations": N_("operations"),
    "production": N_("production"),
    "purchasing": N_("purchasing"),
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
    return _(known.label) if known else name


def ahead(name: str) -> int:
    """The place of the lane in which an event will happen."""
    known = EVENTS.get(name)
    return lane(known.step.stage if known and known.step else None)
