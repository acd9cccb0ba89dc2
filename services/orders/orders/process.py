"""From the placed order to the closed one: what each fact of other services does in each state.

| state \\ event    | CreditGranted | CreditRefused | InvoiceIssued | PaymentReceived |
|-------------------|---------------|---------------|---------------|-----------------|
| draft             | –             | –             | never         | never           |
| pending           | clear         | hold          | never         | never           |
| released          | –             | –             | never         | never           |
| partially_shipped | –             | –             | invoice       | settle          |
| shipped           | –             | –             | invoice       | settle          |
| invoiced          | –             | –             | never         | settle          |
| closed            | –             | –             | never         | settle          |
| cancelled         | –             | –             | never         | never           |

| state \\ event    | ShipmentDispatched | ServicePerformed |
|-------------------|--------------------|------------------|
| draft             | never              | never            |
| pending           | never              | never            |
| released          | ship               | perform          |
| partially_shipped | ship               | perform          |
| shipped           | ship (late)        | perform (late)   |
| invoiced          | ship (late)        | perform (late)   |
| closed            | ship (late)        | perform (late)   |
| cancelled         | ship (late)        | perform (late)   |

"–" changes nothing: the decision came for an order that no longer waits for it. "never" cannot follow
from what this service said, so it is refused and its key parked for a person. "late": goods had left, or
work was done, before fulfillment heard of a cancellation. What is done is done: the cancellation gives way
for that quantity, which is invoiced and paid like any other; a closed order opens again until then. Beyond
the ordered quantity a shipment or performance is refused.

Goods are shipped and services performed; partially_shipped and shipped count both alike: some of the order
was shipped or performed, or all of it.

Commands: place (draft), release (pending, credit granted), move the ship date (pending to partially
shipped), cancel (until nothing is left). Cancelling what was partly shipped or performed cancels the rest:
the order goes on as shipped. It is closed when nothing is left to ship or to perform and every invoice is
paid.
"""

from enum import StrEnum

from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued, PaymentReceived
from contracts.event import Event
from contracts.fulfillment import ServicePerformed, ShipmentDispatched
from orders.ledger import Ledger


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


class Credit(StrEnum):
    """What billing says about the order; none before it is placed."""

    NONE = "none"
    PENDING = "pending"
    GRANTED = "granted"
    REFUSED = "refused"


class ShownStage(StrEnum):
    """The status in the three words of the list, or cancelled; the database derives them too."""

    PENDING = "pending"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    CANCELLED = "cancelled"


STAGES = dict.fromkeys((Status.DRAFT, Status.PENDING), ShownStage.PENDING)
STAGES |= dict.fromkeys((Status.RELEASED, Status.PARTIALLY_SHIPPED), ShownStage.PROCESSING)
STAGES |= dict.fromkeys((Status.SHIPPED, Status.INVOICED, Status.CLOSED), ShownStage.SHIPPED)
STAGES |= {Status.CANCELLED: ShownStage.CANCELLED}


class Step(StrEnum):
    """What to do about a fact."""

    IGNORE = "ignore"
    REFUSE = "refuse"
    CLEAR = "clear"
    HOLD = "hold"
    SHIP = "ship"
    PERFORM = "perform"
    INVOICE = "invoice"
    SETTLE = "settle"


RELEASED_ONCE = (
    Status.RELEASED,
    Status.PARTIALLY_SHIPPED,
    Status.SHIPPED,
    Status.INVOICED,
    Status.CLOSED,
    Status.CANCELLED,
)
STEPS: dict[type[Event], dict[Status, Step]] = {
    CreditGranted: {Status.PENDING: Step.CLEAR},
    CreditRefused: {Status.PENDING: Step.HOLD},
    ShipmentDispatched: dict.fromkeys(RELEASED_ONCE, Step.SHIP),
    ServicePerformed: dict.fromkeys(RELEASED_ONCE, Step.PERFORM),
    InvoiceIssued: dict.fromkeys((Status.PARTIALLY_SHIPPED, Status.SHIPPED), Step.INVOICE),
    PaymentReceived: dict.fromkeys(
        (Status.PARTIALLY_SHIPPED, Status.SHIPPED, Status.INVOICED, Status.CLOSED), Step.SETTLE
    ),
}
OTHERWISE = {CreditGranted: Step.IGNORE, CreditRefused: Step.IGNORE}


def step(status: str, event: type[Event]) -> Step:
    """The table's cell."""
    return STEPS[event].get(Status(status), OTHERWISE.get(event, Step.REFUSE))


def reached(status: str, lines: Ledger) -> Status:
    """The state that the ledger says, after something was delivered, invoiced or cancelled."""
    if not lines.any_shipped:
        return Status.CANCELLED if lines.nothing_open else Status(status)
    if not lines.nothing_open:
        return Status.PARTIALLY_SHIPPED
    return Status.INVOICED if lines.all_invoiced else Status.SHIPPED
