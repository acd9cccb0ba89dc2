"""From the placed order to the closed one: what each fact of other services does in each state.

| state \\ event    | CreditGranted | CreditRefused | ShipmentDispatched | InvoiceIssued | PaymentReceived |
|-------------------|---------------|---------------|--------------------|---------------|-----------------|
| draft             | –             | –             | never              | never         | never           |
| pending           | clear         | hold          | never              | never         | never           |
| released          | –             | –             | ship               | never         | never           |
| partially_shipped | –             | –             | ship               | invoice       | settle          |
| shipped           | –             | –             | ship (late)        | invoice       | settle          |
| invoiced          | –             | –             | ship (late)        | never         | settle          |
| closed            | –             | –             | ship (late)        | never         | settle          |
| cancelled         | –             | –             | ship (late)        | never         | never           |

"–" changes nothing: the decision came for an order that no longer waits for it. "never" cannot follow
from what this service said, so it is refused and its key parked for a person. "late": goods had left
before fulfillment heard of a cancellation. What left, left: the cancellation gives way for that
quantity, which is invoiced and paid like any other; a closed order opens again until then. Beyond the
ordered quantity a shipment is refused.

Commands: place (draft), release (pending, credit granted), move the ship date (pending to partially
shipped), cancel (until everything left). Cancelling what partly shipped cancels the rest: the order
goes on as shipped. It is closed when nothing is left to ship and every invoice is paid.
"""

from enum import StrEnum

from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued, PaymentReceived
from contracts.event import Event
from contracts.fulfillment import ShipmentDispatched


class Status(StrEnum):
    """Where the order stands; from partially_shipped on it follows from the line ledger."""

    DRAFT = "draft"
    PENDING = "pending"
    RELEASED = "released"
    PARTIALLY_SHIPPED = "partially_shipped"
    SHIPPED = "shipped"
    INVOICED = "invoiced"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STAGES = dict.fromkeys((Status.DRAFT, Status.PENDING), "pending")
STAGES |= dict.fromkeys((Status.RELEASED, Status.PARTIALLY_SHIPPED), "processing")
STAGES |= dict.fromkeys((Status.SHIPPED, Status.INVOICED, Status.CLOSED), "shipped")
STAGES |= {Status.CANCELLED: "cancelled"}  # the list's three words of it; the database derives them too


class Step(StrEnum):
    """What to do about a fact."""

    IGNORE = "ignore"
    REFUSE = "refuse"
    CLEAR = "clear"
    HOLD = "hold"
    SHIP = "ship"
    INVOICE = "invoice"
    SETTLE = "settle"


STEPS: dict[type[Event], dict[Status, Step]] = {
    CreditGranted: {Status.PENDING: Step.CLEAR},
    CreditRefused: {Status.PENDING: Step.HOLD},
    ShipmentDispatched: dict.fromkeys(
        (
            Status.RELEASED,
            Status.PARTIALLY_SHIPPED,
            Status.SHIPPED,
            Status.INVOICED,
            Status.CLOSED,
            Status.CANCELLED,
        ),
        Step.SHIP,
    ),
    InvoiceIssued: dict.fromkeys((Status.PARTIALLY_SHIPPED, Status.SHIPPED), Step.INVOICE),
    PaymentReceived: dict.fromkeys(
        (Status.PARTIALLY_SHIPPED, Status.SHIPPED, Status.INVOICED, Status.CLOSED), Step.SETTLE
    ),
}
OTHERWISE = {CreditGranted: Step.IGNORE, CreditRefused: Step.IGNORE}


def step(status: str, event: type[Event]) -> Step:
    """The table's cell."""
    return STEPS[event].get(Status(status), OTHERWISE.get(event, Step.REFUSE))
