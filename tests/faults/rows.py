"""What a run left behind, as plain rows: what the checker judges and what its own tests make up."""

from dataclasses import dataclass, field
from decimal import Decimal

from tests.faults.history import Operation


@dataclass(frozen=True)
class Kept:
    """An aggregate as its owner's database has it."""

    stream: str
    id: str
    version: int


@dataclass(frozen=True)
class Said:
    """One record of a topic; several may be deliveries of one event."""

    id: str
    stream: str
    aggregate_id: str
    sequence: int
    type: str
    partition: int
    offset: int
    causation_id: str = ""
    via: str = ""


@dataclass(frozen=True)
class Effect:
    """How often an event had its effect at a consumer; once is right."""

    event_id: str
    type: str
    consumer: str
    count: int


@dataclass(frozen=True)
class Heard:
    """The last sequence of an aggregate that a consumer group has applied."""

    group: str
    stream: str
    aggregate_id: str
    sequence: int


@dataclass(frozen=True)
class OrderSum:
    """Amounts of one order, from orders and billing."""

    number: str
    total: Decimal
    invoiced: Decimal
    open: Decimal
    cancelled: Decimal


@dataclass(frozen=True)
class Shelf:
    """Units of one product: from the events what came and went, from the database what is there."""

    product: str
    received: Decimal
    shipped: Decimal
    on_hand: Decimal
    reserved: Decimal


@dataclass(frozen=True)
class Series:
    """Numbers that were given out, and what the counter says."""

    name: str
    numbers: tuple[int, ...]
    last: int


@dataclass(frozen=True)
class Sum:
    """Two ways to one figure."""

    what: str
    one: Decimal
    other: Decimal


@dataclass
class Evidence:
    """Everything of one run."""

    operations: list[Operation] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    journaled: set[str] = field(default_factory=set)
    effects: list[Effect] = field(default_factory=list)
    heard: list[Heard] = field(default_factory=list)
    listeners: list[tuple[str, str]] = field(default_factory=list)  # (group, stream)
    orders: list[OrderSum] = field(default_factory=list)
    shelves: list[Shelf] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    broken_journals: list[str] = field(default_factory=list)
    parked: list[str] = field(default_factory=list)
    unsent: dict[str, int] = field(default_factory=dict)  # rows in the outbox, by service
