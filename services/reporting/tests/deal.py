"""A deal as the other services would tell it, event by event."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from contracts import money
from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued, PaymentReceived
from contracts.catalog import ProductPublished
from contracts.crm import ClientRegistered, PartyRole
from contracts.event import new_id
from contracts.fulfillment import (
    DeliveryOrderOpened,
    DeliveryOrderReady,
    JobOrderRequested,
    ServiceOrderOpened,
    ServicePerformed,
    ShipmentDispatched,
)
from contracts.orders import (
    InvoiceLine,
    OrderCancelled,
    OrderCleared,
    OrderClosed,
    OrderDrafted,
    OrderHeld,
    OrderInvoiced,
    OrderPerformed,
    OrderPlaced,
    OrderReadyToInvoice,
    OrderReleased,
    OrderShipped,
    PerformedLine,
)
from contracts.quotes import QuoteAccepted, QuoteDrafted, QuoteSent
from contracts.values import (
    Address,
    DeliveryLine,
    ItemKind,
    LineItem,
    Money,
    PartyRef,
    Quantity,
    ShippedLine,
    Totals,
)

ADDRESS = Address(name="Norrland Skog AB", street="Storgatan 12", city="Umeå", country="Sweden")


def client(name: str, territory: str) -> ClientRegistered:
    """A client of a territory."""
    return ClientRegistered(
        party_id=new_id(),
        number="C-1",
        name=name,
        role=PartyRole.CLIENT,
        territory=territory,
        segment="forestry",
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
    )


def product(name: str, category: str) -> ProductPublished:
    """A product of a category."""
    return ProductPublished(
        product_id=new_id(), kind=ItemKind.DEVICE, number=name, name=name, category=category
    )


@dataclass
class Deal:
    """One order of (product, quantity, price) lines."""

    party: ClientRegistered
    items: list[tuple[ProductPublished, int, str]]
    on: date
    owner_id: UUID = field(default_factory=new_id)
    currency: str = "EUR"
    quote_id: UUID = field(default_factory=new_id)
    order_id: UUID = field(default_factory=new_id)
    delivery_id: UUID = field(default_factory=new_id)
    invoice_id: UUID = field(default_factory=new_id)

    def __post_init__(self) -> None:
        self.client = PartyRef(id=self.party.party_id, number=self.party.number, name=self.party.name)
        self.lines = tuple(self._line(n, *item) for n, item in enumerate(self.items, start=1))
        self.totals = self._totals(self.lines)
        self.whole = {
            "client": self.client,
            "owner_id": self.owner_id,
            "shipping_address": ADDRESS,
            "billing_address": ADDRESS,
            "lines": self.lines,
            "totals": self.totals,
        }
        self.quote = self.whole | {"quote_id": self.quote_id, "number": "Q-1", "revision": 1}
        self.quote |= {"quoted_on": self.on, "valid_until": self.on}
        self.order = self.whole | {"order_id": self.order_id, "number": "SO-1", "ordered_on": self.on}

    def _line(self, position: int, item: ProductPublished, quantity: int, price: str) -> LineItem:
        net = money.rounded(quantity * Decimal(price), self.currency)
        return LineItem(
            line_id=new_id(),
            position=position,
            product_id=item.product_id,
            kind=item.kind,
            number=item.number,
            name=item.name,
            quantity=Quantity(value=Decimal(quantity)),
            list_price=Decimal(price),
            unit_price=Decimal(price),
            net=net,
        )

    def _totals(self, lines: tuple[LineItem, ...]) -> Totals:
        return money.totals(lines, Decimal(0), self.currency)

    def drafted_quote(self) -> QuoteDrafted:
        return QuoteDrafted(**self.quote)

    def sent(self) -> QuoteSent:
        return QuoteSent(
            quote_id=self.quote_id, revision=1, sent_on=self.on, valid_until=self.on, totals=self.totals
        )

    def accepted(self) -> QuoteAccepted:
        return QuoteAccepted(**self.quote, accepted_on=self.on)

    def drafted(self) -> OrderDrafted:
        return OrderDrafted(**self.order)

    def placed(self) -> OrderPlaced:
        return OrderPlaced(**self.order, placed_on=self.on)

    def granted(self) -> CreditGranted:
        amount = Money(amount=self.totals.gross, currency=self.currency)
        return CreditGranted(
            credit_id=self.client.id,
            decision_id=new_id(),
            order_id=self.order_id,
            amount=amount,
            exposure=amount,
            limit=None,
        )

    def refused(self) -> CreditRefused:
        amount = Money(amount=self.totals.gross, currency="EUR")
        return CreditRefused(
            credit_id=self.client.id,
            decision_id=new_id(),
            order_id=self.order_id,
            amount=amount,
            exposure=amount,
            limit=amount,
            excess=amount,
        )

    def cleared(self) -> OrderCleared:
        return OrderCleared(order_id=self.order_id, credit_decision_id=new_id())

    def held(self) -> OrderHeld:
        return OrderHeld(order_id=self.order_id, credit_decision_id=new_id())

    def released(self) -> OrderReleased:
        return OrderReleased(
            order_id=self.order_id,
            number="SO-1",
            client=self.client,
            owner_id=self.owner_id,
            released_on=self.on,
            shipping_address=ADDRESS,
            lines=self.lines,
        )

    def opened(self) -> DeliveryOrderOpened:
        lines = tuple(
            DeliveryLine(
                line_id=line.line_id,
                product_id=line.product_id,
                number=line.number,
                name=line.name,
                quantity=line.quantity,
            )
            for line in self.lines
        )
        return DeliveryOrderOpened(
            delivery_order_id=self.delivery_id,
            number="DO-1",
            order_id=self.order_id,
            order_number="SO-1",
            client=self.client,
            address=ADDRESS,
            lines=lines,
        )

    def job(self) -> JobOrderRequested:
        line = self.lines[0]
        return JobOrderRequested(
            job_order_id=new_id(),
            number="JO-1",
            order_id=self.order_id,
            order_number="SO-1",
            line_id=line.line_id,
            product_id=line.product_id,
            product_number=line.number,
            product_name=line.name,
            quantity=line.quantity,
        )

    def ready(self) -> DeliveryOrderReady:
        return DeliveryOrderReady(delivery_order_id=self.delivery_id, order_id=self.order_id)

    def shipped(self, *lines: LineItem, complete: bool = True) -> OrderShipped:
        gone = tuple(
            ShippedLine(line_id=line.line_id, product_id=line.product_id, quantity=line.quantity.value)
            for line in lines or self.lines
        )
        return OrderShipped(
            order_id=self.order_id, shipment_id=new_id(), shipped_on=self.on, lines=gone, complete=complete
        )

    def service(self, line: LineItem) -> ServiceOrderOpened:
        return ServiceOrderOpened(
            service_order_id=new_id(),
            number="SV-1",
            order_id=self.order_id,
            order_number="SO-1",
            line_id=line.line_id,
            product_id=line.product_id,
            product_number=line.number,
            product_name=line.name,
            quantity=line.quantity,
            client=self.client,
            address=ADDRESS,
        )

    def did(self, service: ServiceOrderOpened, quantity: int, left: int) -> ServicePerformed:
        return ServicePerformed(
            service_order_id=service.service_order_id,
            performance_id=new_id(),
            order_id=self.order_id,
            line_id=service.line_id,
            product_id=service.product_id,
            quantity=Quantity(value=Decimal(quantity)),
            left=Quantity(value=Decimal(left)),
            performed_on=self.on,
            complete=left == 0,
        )

    def performed(self, done: ServicePerformed, complete: bool) -> OrderPerformed:
        line = PerformedLine(line_id=done.line_id, product_id=done.product_id, quantity=done.quantity.value)
        return OrderPerformed(
            order_id=self.order_id,
            performance_id=done.performance_id,
            performed_on=self.on,
            lines=(line,),
            complete=complete,
        )

    def triggered(self, *lines: LineItem) -> OrderReadyToInvoice:
        chosen = lines or self.lines
        return OrderReadyToInvoice(
            order_id=self.order_id,
            trigger_id=new_id(),
            number="SO-1",
            client=self.client,
            owner_id=self.owner_id,
            to_be_invoiced_on=self.on,
            billing_address=ADDRESS,
            lines=self._invoice_lines(chosen),
            totals=self._totals(chosen),
        )

    def _invoice_lines(self, lines: tuple[LineItem, ...]) -> tuple[InvoiceLine, ...]:
        return tuple(
            InvoiceLine(
                line_id=line.line_id,
                position=line.position,
                product_id=line.product_id,
                kind=line.kind,
                number=line.number,
                name=line.name,
                quantity=line.quantity.value,
                unit_price=line.unit_price,
                net=line.net,
            )
            for line in lines
        )

    def dispatched(self, shipment_id: UUID) -> ShipmentDispatched:
        gone = tuple(
            ShippedLine(line_id=line.line_id, product_id=line.product_id, quantity=line.quantity.value)
            for line in self.lines
        )
        return ShipmentDispatched(
            delivery_order_id=self.delivery_id,
            shipment_id=shipment_id,
            shipment_number="SH-1",
            order_id=self.order_id,
            dispatched_on=self.on,
            lines=gone,
            complete=True,
        )

    def invoiced(self) -> InvoiceIssued:
        return InvoiceIssued(
            invoice_id=self.invoice_id,
            number="INV-1",
            trigger_id=new_id(),
            order_id=self.order_id,
            order_number="SO-1",
            client=self.client,
            owner_id=self.owner_id,
            issued_on=self.on,
            due_on=self.on,
            billing_address=ADDRESS,
            lines=self._invoice_lines(self.lines),
            totals=self.totals,
        )

    def billed(self, complete: bool = True) -> OrderInvoiced:
        """What the order says after its invoice."""
        return OrderInvoiced(
            order_id=self.order_id, invoice_id=self.invoice_id, trigger_id=new_id(), complete=complete
        )

    def paid(self) -> PaymentReceived:
        return PaymentReceived(
            invoice_id=self.invoice_id,
            payment_id=new_id(),
            order_id=self.order_id,
            client_id=self.client.id,
            received_on=self.on,
            amount=Money(amount=self.totals.gross, currency="EUR"),
            open_amount=Decimal(0),
        )

    def cancelled(self, on: date) -> OrderCancelled:
        return OrderCancelled(order_id=self.order_id, cancelled_on=on, reason="stopped")

    def closed(self) -> OrderClosed:
        return OrderClosed(order_id=self.order_id, closed_on=self.on)
