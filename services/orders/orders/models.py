"""The order: its states, its rules, and the facts that each step returns.

draft → pending (placed; credit pending, granted or refused) → released → partially_shipped → shipped →
invoiced → closed; cancelled when nothing was shipped or performed. See process.py for what others' facts do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Table

from chassis.errors import Conflict
from chassis.language import N_, _
from chassis.work import Aggregate
from contracts import money
from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued
from contracts.event import Event, Stream
from contracts.fulfillment import ServicePerformed, ShipmentDispatched
from contracts.orders import (
    ORDER,
    OrderCancelled,
    OrderCleared,
    OrderClosed,
    OrderContent,
    OrderDrafted,
    OrderEdited,
    OrderHeld,
    OrderInvoiced,
    OrderPerformed,
    OrderPlaced,
    OrderReadyToInvoice,
    OrderReleased,
    OrderShipped,
    PerformedLine,
    ShipDateMoved,
    SlipCause,
)
from contracts.terms import DueRule
from contracts.text import folded
from contracts.values import Address, LineItem, PartyRef, Totals
from kernel.agreement import Agreed
from kernel.days import must_follow
from kernel.tax_treatments import Freight
from orders import refusals, triggers
from orders.addresses import one_line
from orders.ledger import Ledger, Line, summed
from orders.process import STAGES, Credit, Status, Step, reached, step
from orders.required import incomplete, lacking
from orders.tables import order_table


@dataclass(kw_only=True)
class Order(Aggregate):
    """One sales order; its lines are rows of their own with the ledger."""

    stream: ClassVar[Stream] = ORDER
    table: ClassVar[Table] = order_table

    number: str
    status: str = Status.DRAFT
    credit: str = Credit.NONE
    quote_id: UUID | None = None
    quote_number: str = ""
    ordered_on: date
    placed_on: date | None = None
    released_on: date | None = None
    initial_ship_date: date | None = None
    estimated_ship_date: date | None = None
    actual_ship_date: date | None = None
    to_be_invoiced_on: date | None = None
    cancelled_on: date | None = None
    cancel_reason: str = ""
    closed_on: date | None = None
    client_id: UUID
    client: PartyRef
    client_name: str
    client_now: str = ""
    distributor: PartyRef | None = None
    owner_id: UUID
    lead_time_days: int | None = None
    terms: str = ""
    terms_id: UUID | None = None
    due: DueRule | None = None
    project: str = ""
    description: str = ""
    customer_po: str = ""
    po_key: str = ""
    po_received_on: date | None = None
    po_received_by: str = ""
    so_issued_by: str = ""
    delivery_conditions: str = ""
    acceptance_conditions: str = ""
    payment_conditions: str = ""
    call_before_delivery: bool = False
    external_ref: str = ""
    shipping_address: Address
    billing_address: Address
    address: str = ""
    totals: Totals
    currency: str
    net: Decimal = Decimal(0)
    gross: Decimal = Decimal(0)
    charged: Decimal = Decimal(0)
    cancelled_net: Decimal = Decimal(0)
    cancelled_gross: Decimal = Decimal(0)
    lines: Ledger = field(default_factory=Ledger, metadata={"children": True})

    @property
    def stage(self) -> str:
        """The status in the three words of the list, or cancelled."""
        return STAGES[Status(self.status)]

    def belongs_to(self) -> tuple[UUID, UUID]:
        return self.owner_id, self.client_id

    def price(self, lines: Sequence[Line], freight: Freight) -> None:
        """Take these priced lines and freight; totals follow."""
        self.lines = Ledger(lines)
        items = self._items()
        self.take_totals(money.totals(items, freight.amount, self.currency, freight_tax=freight.tax))

    def take_totals(self, totals: Totals) -> None:
        """Net and gross stand beside the totals for lists, until something is cancelled of them."""
        self.totals, self.net, self.gross = totals, totals.net, totals.gross

    def agree(self, on: Agreed) -> None:
        """Take these payment terms."""
        self.terms_id, self.terms, self.due = on.terms_id, on.terms, on.due

    def draft(self) -> OrderDrafted:
        """The order begins; it binds nobody yet."""
        self._settle()
        return OrderDrafted(**self._content())

    def edit(self) -> OrderEdited:
        """The draft's fields were changed by the command."""
        self._must_be(N_("edited"), Status.DRAFT)
        self._settle()
        return OrderEdited(**self._content())

    def check_placeable(self, required: Sequence[str]) -> None:
        """Raise Conflict for what is no draft, Refused with one error per field that is still missing."""
        self._must_be(N_("placed"), Status.DRAFT)
        if missing := lacking(self, required):
            raise incomplete(self.number, missing)

    def place(self, on: date, required: Sequence[str]) -> OrderPlaced:
        """Bind the order; the ship date promised now is the initial one for ever."""
        self.check_placeable(required)
        must_follow(on, self.ordered_on, N_("%(number)s was written on %(day)s"), self.number)
        promised = self.estimated_ship_date or on + timedelta(days=self.lead_time_days or 0)
        self.estimated_ship_date = self.initial_ship_date = promised
        self.status, self.credit, self.placed_on = Status.PENDING, Credit.PENDING, on
        return OrderPlaced(**self._content(), placed_on=on)

    def clear(self, granted: CreditGranted) -> OrderCleared | None:
        """Credit is granted; None when the order does not wait for it any more."""
        if step(self.status, CreditGranted) is not Step.CLEAR or self.credit == Credit.GRANTED:
            return None
        self.credit = Credit.GRANTED
        return OrderCleared(order_id=self.id, credit_decision_id=granted.decision_id)

    def hold(self, refused: CreditRefused) -> OrderHeld | None:
        """Credit is refused; None when that is known, or when credit was granted already."""
        if step(self.status, CreditRefused) is not Step.HOLD or self.credit != Credit.PENDING:
            return None
        self.credit = Credit.REFUSED
        return OrderHeld(order_id=self.id, credit_decision_id=refused.decision_id)

    def release(self, on: date) -> OrderReleased:
        """Production release; only with credit."""
        self._must_be(N_("released"), Status.PENDING)
        if self.credit != Credit.GRANTED:
            raise refusals.without_credit(self.number, self.credit)
        must_follow(on, self.placed_on, N_("%(number)s was placed on %(day)s"), self.number)
        for line in self.lines:
            line.release()
        self.status, self.released_on = Status.RELEASED, on
        names = OrderReleased.model_fields.keys() - {"order_id", "lines"}
        fields = {name: getattr(self, name) for name in names}
        return OrderReleased(order_id=self.id, lines=self._items(), **fields)

    def move_ship_date(self, to: date, cause: SlipCause, note: str) -> ShipDateMoved:
        """Promise another date and say why; the initial date stays."""
        self._must_be(
            N_("given another ship date"), Status.PENDING, Status.RELEASED, Status.PARTIALLY_SHIPPED
        )
        if to == self.estimated_ship_date:
            raise Conflict(
                _("Order %(number)s is to ship on %(to)s already.", number=self.number, to=to),
                slug="same-ship-date",
            )
        previous, self.estimated_ship_date = self.estimated_ship_date, to
        return ShipDateMoved(
            order_id=self.id, previous=previous, estimated_ship_date=to, cause=cause, note=note
        )

    def cancel(self, on: date, reason: str) -> OrderCancelled:
        """What has not been shipped or performed is not wanted any more."""
        self._must_be(
            N_("cancelled"), Status.DRAFT, Status.PENDING, Status.RELEASED, Status.PARTIALLY_SHIPPED
        )
        must_follow(on, self.placed_on, N_("%(number)s was placed on %(day)s"), self.number)
        must_follow(on, self.released_on, N_("%(number)s was released on %(day)s"), self.number)
        for line in self.lines:
            line.cancel_rest()
        self.cancelled_on, self.cancel_reason = on, reason
        self.status = reached(self.status, self.lines)
        self._stand()
        return OrderCancelled(order_id=self.id, cancelled_on=on, reason=reason)

    def ship(self, dispatched: ShipmentDispatched) -> tuple[OrderShipped, OrderReadyToInvoice]:
        """Goods left: move the ledger and make the trigger to invoice them."""
        self._expect(ShipmentDispatched, Step.SHIP)
        on = self.actual_ship_date = dispatched.dispatched_on
        ready = self._deliver(dispatched.shipment_id, summed(dispatched.lines), on)
        shipped = OrderShipped(
            order_id=self.id,
            shipment_id=dispatched.shipment_id,
            shipped_on=on,
            lines=dispatched.lines,
            complete=self.lines.nothing_open,
        )
        return shipped, ready

    def perform(self, done: ServicePerformed) -> tuple[OrderPerformed, OrderReadyToInvoice]:
        """A service was performed: move the ledger and make the trigger to invoice it."""
        self._expect(ServicePerformed, Step.PERFORM)
        line = PerformedLine(line_id=done.line_id, product_id=done.product_id, quantity=done.quantity.value)
        ready = self._deliver(done.performance_id, summed([line]), done.performed_on)
        performed = OrderPerformed(
            order_id=self.id,
            performance_id=done.performance_id,
            performed_on=done.performed_on,
            lines=(line,),
            complete=self.lines.nothing_open,
        )
        return performed, ready

    def _deliver(self, trigger_id: UUID, delivered: Mapping[UUID, Decimal], on: date) -> OrderReadyToInvoice:
        if not delivered:  # there would be an invoice over nothing
            raise Conflict(
                _("Nothing of order %(number)s was shipped or performed.", number=self.number),
                slug="delivered-nothing",
            )
        for line_id, quantity in delivered.items():
            self.lines.line(line_id).deliver(quantity)
        self.to_be_invoiced_on, self.closed_on = on, None
        self.status = reached(self.status, self.lines)
        lines, totals = triggers.to_invoice(self.lines, delivered, self.totals, self.charged)
        self.charged += totals.gross
        if self.cancelled_on:
            self._stand()
        names = ("number", "client", "owner_id", "to_be_invoiced_on", "terms", "due", "customer_po")
        fields = {name: getattr(self, name) for name in (*names, "billing_address")}
        return OrderReadyToInvoice(
            order_id=self.id, trigger_id=trigger_id, lines=lines, totals=totals, **fields
        )

    def _stand(self) -> None:
        """What was shipped or performed stands; the rest of the totals is cancelled."""
        self.net, self.gross = triggers.delivered_net(self.lines, self.currency), self.charged
        self.cancelled_net, self.cancelled_gross = self.totals.net - self.net, self.totals.gross - self.gross

    def invoice(self, issued: InvoiceIssued) -> OrderInvoiced:
        """A trigger was answered with an invoice."""
        self._expect(InvoiceIssued, Step.INVOICE)
        for line_id, quantity in summed(issued.lines).items():
            self.lines.line(line_id).invoice(quantity)
        self.status = reached(self.status, self.lines)
        return OrderInvoiced(
            order_id=self.id,
            invoice_id=issued.invoice_id,
            trigger_id=issued.trigger_id,
            complete=self.lines.all_invoiced,
        )

    def close(self, on: date) -> OrderClosed | None:
        """Every invoice so far is paid; None when more is to come, or when it is closed already."""
        if self.status != Status.INVOICED:
            return None
        self.status, self.closed_on = Status.CLOSED, on
        return OrderClosed(order_id=self.id, closed_on=on)

    def _must_be(self, wanted: str, *allowed: Status) -> None:
        """Raise Conflict unless the order stands in one of these states."""
        if self.status not in allowed:
            raise refusals.wrong_state(self.number, self.status, allowed, wanted)

    def _expect(self, event: type[Event], wanted: Step) -> None:
        if step(self.status, event) is not wanted:
            raise refusals.not_about(self.number, self.status, event.__name__)

    def _settle(self) -> None:
        self.address, self.po_key = one_line(self.shipping_address), folded(self.customer_po)
        if self.estimated_ship_date is not None and self.estimated_ship_date < self.ordered_on:
            raise refusals.ships_too_early(self.estimated_ship_date, self.ordered_on)

    def _items(self) -> tuple[LineItem, ...]:
        return tuple(line.item for line in self.lines)

    def _content(self) -> dict[str, Any]:
        names = OrderContent.model_fields.keys() - {"order_id", "lines", "lead_time_days"}
        known = {"order_id": self.id, "lines": self._items(), "lead_time_days": self.lead_time_days or 0}
        return {name: getattr(self, name) for name in names} | known
