"""What must follow from what, exactly once: the chain of the main story as the checker counts it."""

from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued, PaymentReceived
from contracts.fulfillment import (
    DeliveryOrderOpened,
    ServiceOrderOpened,
    ServicePerformed,
    ShipmentDispatched,
)
from contracts.orders import (
    OrderCleared,
    OrderClosed,
    OrderDrafted,
    OrderInvoiced,
    OrderPerformed,
    OrderPlaced,
    OrderReadyToInvoice,
    OrderReleased,
    OrderShipped,
)
from contracts.quotes import QuoteAccepted
from reporting.deals import EVENTS

CHAIN = (  # cause, reaction, the only effect (one of them)
    (QuoteAccepted, "orders.reactions", (OrderDrafted,)),
    (OrderPlaced, "billing.reactions", (CreditGranted, CreditRefused)),
    (CreditGranted, "orders.reactions", (OrderCleared,)),
    (OrderReleased, "fulfillment.reactions", (DeliveryOrderOpened, ServiceOrderOpened)),  # goods or a service
    (ShipmentDispatched, "orders.reactions", (OrderShipped,)),
    (ShipmentDispatched, "orders.reactions", (OrderReadyToInvoice,)),
    (ServicePerformed, "orders.reactions", (OrderPerformed,)),
    (ServicePerformed, "orders.reactions", (OrderReadyToInvoice,)),
    (OrderReadyToInvoice, "billing.reactions", (InvoiceIssued,)),
    (InvoiceIssued, "orders.reactions", (OrderInvoiced,)),
    (PaymentReceived, "orders.reactions", (OrderClosed,)),  # the load pays each invoice at once and in full
)
RULES: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
for _cause, _reaction, _effects in CHAIN:
    RULES.setdefault(_cause.type, []).append((_reaction, tuple(effect.type for effect in _effects)))
TRACED = frozenset(event.type for event in EVENTS)
