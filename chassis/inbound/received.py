"""What came in: a typed fact, a type that nobody here handles, or the reason why a record is neither.

``reader`` makes them from records of the log.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from contracts.event import Message

E = TypeVar("E", bound=Message, covariant=True)  # a handler of any fact may be given this one


class Record(Protocol):
    """The parts of an aiokafka ConsumerRecord that are read; a parked event has them too."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Any


@dataclass(slots=True, kw_only=True)
class Incoming:
    """A record; ``ordered`` when it has a sequence of ours to check, else ``sequence`` decides nothing."""

    record: Record
    topic: str
    foreign: bool
    key: bytes | None
    event_id: str  # an outsider's holds its source, too: outsiders number independently of each other
    type: str
    sequence: int
    aggregate_id: UUID | None
    ordered: bool
    traceparent: str | None = None


@dataclass(slots=True, kw_only=True)
class Ignored(Incoming):
    """A type that this group does not handle; ``known`` when the contracts have it."""

    known: bool


@dataclass(slots=True, kw_only=True)
class Unreadable(Incoming):
    """A record that is not what its topic promises."""

    reason: str


@dataclass(slots=True, kw_only=True)
class Received(Incoming, Generic[E]):
    """A handled message. ``event`` is None only for a tombstone on a state topic.

    ``id`` and ``correlation_id`` are the publisher's; ``time`` is its database's clock. For foreign
    facts ``id`` is derived where the given one is no UUID, and ``sequence`` is 0; ``source`` and
    ``given_id`` are what CloudEvents knows it by.
    """

    event: E
    id: UUID
    aggregate_id: UUID
    given_id: str = ""
    source: str = ""
    time: datetime
    correlation_id: UUID | None
    causation_id: UUID | None
    actor: UUID | None
    via: str

    @property
    def partition(self) -> int:
        """Partition of the record."""
        return self.record.partition

    @property
    def offset(self) -> int:
        """Offset of the record."""
        return self.record.offset


@dataclass(slots=True, kw_only=True)
class Misfit(Received[Any]):
    """A fact of an outsider that is not what its type promises: refused by itself; ``event`` is None."""

    reason: str
