"""A service that is to be performed for an order line: open → performed | cancelled; in parts, if need be."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Table, Text, Uuid, func

from chassis.errors import Conflict, Refused
from chassis.language import N_, _, stated
from chassis.number_formats import count
from chassis.work import Aggregate, Stored, aggregate_columns
from contracts.event import Choice, Stream
from contracts.fulfillment import (
    SERVICE_ORDER,
    ServiceDueMoved,
    ServiceOrderCancelled,
    ServiceOrderOpened,
    ServicePerformed,
)
from contracts.values import Address, PartyRef, Quantity
from fulfillment.models import metadata, quantity
from kernel.days import must_follow

service_order_table = Table(
    "service_order",
    metadata,
    *aggregate_columns(),
    Column("number", Text, nullable=False, unique=True),
    Column("status", Text, nullable=False),
    Column("order_id", Uuid, nullable=False),
    Column("order_number", Text, nullable=False),
    Column("line_id", Uuid, nullable=False, unique=True),
    Column("product_id", Uuid, nullable=False),
    Column("product_number", Text, nullable=False),
    Column("product_name", Text, nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("performed", quantity(), nullable=False),
    Column("unit", Text, nullable=False),
    Column("due_on", Date),
    Column("released_on", Date, nullable=False),
    Column("client_id", Uuid, nullable=False),
    Column("client", Stored(PartyRef), nullable=False),
    Column("client_name", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("address", Stored(Address), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)

service_performance_table = Table(
    "service_performance",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("service_order_id", Uuid, nullable=False),
    Column("quantity", quantity(), nullable=False),
    Column("performed_on", Date, nullable=False),
    Column("note", Text, nullable=False),
    Column("recorded_by", Uuid),
    Column("recorded_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
)


class Status(Choice):
    """Where a service order stands."""

    OPEN = "open"
    PERFORMED = "performed"
    CANCELLED = "cancelled"


@dataclass(kw_only=True)
class Performance:
    """Work that was done on one day; its facts lie on the stream of its service order."""

    id: UUID
    service_order_id: UUID
    quantity: Decimal
    performed_on: date
    note: str = ""
    recorded_by: UUID | None = None


@dataclass(kw_only=True)
class ServiceOrder(Aggregate):
    """So much of a service for one order line; ``performed`` of its quantity is done."""

    stream: ClassVar[Stream] = SERVICE_ORDER
    table: ClassVar[Table] = service_order_table

    number: str
    status: str = Status.OPEN
    order_id: UUID
    order_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    quantity: Decimal
    performed: Decimal = Decimal(0)
    unit: str
    due_on: date | None = None
    released_on: date
    client_id: UUID
    client: PartyRef
    client_name: str
    owner_id: UUID
    address: Address

    def belongs_to(self) -> tuple[UUID, UUID]:
        return self.owner_id, self.client_id

    @property
    def left(self) -> Decimal:
        """What is still to be performed."""
        return Decimal(0) if self.status == Status.CANCELLED else self.quantity - self.performed

    def open(self) -> ServiceOrderOpened:
        """The service is to be performed."""
        names = ("number", "order_id", "order_number", "line_id", "product_id", "product_number")
        shared: dict[str, Any] = {name: getattr(self, name) for name in names}
        return ServiceOrderOpened(
            service_order_id=self.id,
            product_name=self.product_name,
            quantity=self._amount(self.quantity),
            client=self.client,
            address=self.address,
            due_on=self.due_on,
            **shared,
        )

    def perform(self, done: Performance) -> ServicePerformed:
        """Work was done.

        Raises Conflict when nothing is left to perform, Refused for more than is left and for a day before
        the release.
        """
        if self.status != Status.OPEN:
            raise Conflict(
                _(
                    "%(number)s is %(status)s; nothing more of it can be performed.",
                    number=self.number,
                    status=stated(self.status),
                ),
                slug=f"service-order-{self.status}",
            )
        if done.quantity > self.left:
            raise Refused(
                _(
                    "%(quantity)s %(unit)s of %(product_number)s cannot be performed: %(left)s %(unit)s "
                    "are left of %(number)s. Record what is left at most.",
                    quantity=count(done.quantity),
                    unit=self.unit,
                    product_number=self.product_number,
                    left=count(self.left),
                    number=self.number,
                ),
                slug="performed-too-much",
            )
        must_follow(
            done.performed_on, self.released_on, N_("%(number)s was released on %(day)s"), self.order_number
        )
        self.performed += done.quantity
        left = self.left
        if left == 0:
            self.status = Status.PERFORMED
        return ServicePerformed(
            service_order_id=self.id,
            performance_id=done.id,
            order_id=self.order_id,
            line_id=self.line_id,
            product_id=self.product_id,
            quantity=self._amount(done.quantity),
            left=self._amount(left),
            performed_on=done.performed_on,
            note=done.note,
            complete=left == 0,
        )

    def move_due(self, to: date) -> ServiceDueMoved | None:
        """Due on another day; None when it is due then already, or when nothing is left to perform."""
        if self.status != Status.OPEN or self.due_on == to:
            return None
        previous, self.due_on = self.due_on, to
        return ServiceDueMoved(service_order_id=self.id, order_id=self.order_id, previous=previous, due_on=to)

    def cancel(self) -> ServiceOrderCancelled:
        """Nothing more is performed; what was performed stays."""
        self.status = Status.CANCELLED
        return ServiceOrderCancelled(service_order_id=self.id, order_id=self.order_id)

    def _amount(self, value: Decimal) -> Quantity:
        return Quantity(value=value, unit=self.unit)
