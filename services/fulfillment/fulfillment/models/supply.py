"""What is made or bought for an order line: job orders and purchase requests, open → done | cancelled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Table, Text, Uuid, func

from chassis.errors import Conflict, Refused
from chassis.language import _, stated
from chassis.work import Aggregate, Stored, aggregate_columns
from contracts.event import Choice, Event, Stream
from contracts.fulfillment import (
    JOB_ORDER,
    PURCHASE_REQUEST,
    JobOrderCancelled,
    JobOrderCompleted,
    JobOrderRequested,
    PurchaseCancelled,
    PurchaseReceived,
    PurchaseRequested,
)
from contracts.text import folded
from contracts.values import Quantity
from fulfillment.models import metadata, quantity


def _columns() -> tuple[Column[Any], ...]:
    return (
        *aggregate_columns(),
        Column("number", Text, nullable=False, unique=True),
        Column("status", Text, nullable=False),
        Column("order_id", Uuid, nullable=False),
        Column("order_number", Text, nullable=False),
        Column("line_id", Uuid, nullable=False),
        Column("product_id", Uuid, nullable=False),
        Column("product_number", Text, nullable=False),
        Column("product_name", Text, nullable=False),
        Column("quantity", quantity(), nullable=False),
        Column("unit", Text, nullable=False),
        Column("due_on", Date),
        Column("done_on", Date),
        Column("client_id", Uuid, nullable=False),
        Column("owner_id", Uuid, nullable=False),
        Column("created_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
    )


job_order_table = Table(
    "job_order", metadata, *_columns(), Column("serial_numbers", Stored(tuple[str, ...]), nullable=False)
)
purchase_request_table = Table("purchase_request", metadata, *_columns())


class Status(Choice):
    """Where a job order or purchase request stands."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(kw_only=True)
class Supplied(Aggregate):
    """Fields and rules that job orders and purchase requests share: so many units for one order line."""

    number: str
    status: str = Status.OPEN
    order_id: UUID
    order_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    quantity: Decimal
    unit: str
    due_on: date | None = None
    done_on: date | None = None
    client_id: UUID
    owner_id: UUID

    def belongs_to(self) -> tuple[UUID, UUID]:
        return self.owner_id, self.client_id

    def ask(self) -> Event:
        """The units are asked for."""
        raise NotImplementedError

    def cancel(self) -> Event:
        """The order was cancelled: the units are not wanted any more."""
        raise NotImplementedError

    def _finish(self, on: date, units: Decimal | None, unit: str | None) -> None:
        if self.status != Status.OPEN:
            raise Conflict(
                _("%(number)s is %(status)s already.", number=self.number, status=stated(self.status)),
                slug=f"supply-{self.status}",
            )
        if (units is not None and units != self.quantity) or (unit is not None and unit != self.unit):
            raise Refused(
                _(
                    "%(number)s is for %(quantity)s %(unit)s, not for %(units)s %(unit_2)s. Report the "
                    "whole quantity, and receive anything beyond it into stock.",
                    number=self.number,
                    quantity=f"{self.quantity:f}",
                    unit=self.unit,
                    units=units,
                    unit_2=unit or self.unit,
                ),
                slug="wrong-quantity",
            )
        self.status, self.done_on = Status.DONE, on

    def _asked(self) -> dict[str, Any]:
        names = ("number", "order_id", "order_number", "line_id", "product_id", "product_number")
        shared = {name: getattr(self, name) for name in names}
        return shared | {
            "product_name": self.product_name,
            "quantity": self._amount(),
            "due_on": self.due_on,
        }

    def _amount(self) -> Quantity:
        return Quantity(value=self.quantity, unit=self.unit)


S = TypeVar("S", bound=Supplied)


@dataclass(kw_only=True)
class JobOrder(Supplied):
    """Units to make."""

    stream: ClassVar[Stream] = JOB_ORDER
    table: ClassVar[Table] = job_order_table

    serial_numbers: tuple[str, ...] = ()

    def ask(self) -> JobOrderRequested:
        return JobOrderRequested(job_order_id=self.id, **self._asked())

    def complete(
        self,
        on: date,
        *,
        units: Decimal | None = None,
        unit: str | None = None,
        serial_numbers: Sequence[str] = (),
    ) -> JobOrderCompleted:
        """Production delivered; raises Conflict when done before, Refused for another quantity."""
        check_serial_numbers(self.product_number, self.quantity, serial_numbers)
        self._finish(on, units, unit)
        self.serial_numbers = tuple(serial_numbers)
        return JobOrderCompleted(
            job_order_id=self.id, order_id=self.order_id, quantity=self._amount(), completed_on=on
        )

    def cancel(self) -> JobOrderCancelled:
        self.status = Status.CANCELLED
        return JobOrderCancelled(job_order_id=self.id, order_id=self.order_id)


@dataclass(kw_only=True)
class PurchaseRequest(Supplied):
    """Units to buy."""

    stream: ClassVar[Stream] = PURCHASE_REQUEST
    table: ClassVar[Table] = purchase_request_table

    def ask(self) -> PurchaseRequested:
        return PurchaseRequested(purchase_request_id=self.id, **self._asked())

    def receive(self, on: date, units: Decimal | None = None) -> PurchaseReceived:
        """The bought units came in; raises Conflict when they did before, Refused for another quantity."""
        self._finish(on, units, None)
        return PurchaseReceived(
            purchase_request_id=self.id, order_id=self.order_id, quantity=self._amount(), received_on=on
        )

    def cancel(self) -> PurchaseCancelled:
        self.status = Status.CANCELLED
        return PurchaseCancelled(purchase_request_id=self.id, order_id=self.order_id)


def check_serial_numbers(product: str, units: Decimal, serial_numbers: Sequence[str]) -> None:
    """Raise Refused unless none are given, or a different one for each unit."""
    wanted = ceil(units)  # of an order from before units had decimals, half a piece has a number of its own
    if serial_numbers and len(serial_numbers) != wanted:
        raise Refused(
            _(
                "%(units)s units of %(product)s need %(wanted)s serial numbers, not %(serial_numbers)s.",
                units=f"{units:f}",
                product=product,
                wanted=wanted,
                serial_numbers=len(serial_numbers),
            ),
            slug="serial-number-count",
        )
    if len({folded(each) for each in serial_numbers}) != len(serial_numbers):
        raise Refused(
            _("A serial number of %(product)s is given twice.", product=product), slug="serial-number-twice"
        )
