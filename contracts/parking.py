"""Every service says which of its keys are stuck: an event could not be applied, and those behind it wait.

One topic for all services: whoever shows documents reads it, whatever service stands still. The id is that
of service, group, topic and key together, so that each aggregate has one publisher. What was in an event, or
what an error said, is never told.
"""

from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.event import Choice, Event, Stream

PARKED_KEY = Stream("parked-key", "sales.parked-key.v1", opens="system.read")


class WhyParked(Choice):
    """Why the event could not be applied; an error, a conflict and what is unreadable wait for a person."""

    MISSING_COPY = "missing-copy"
    ERROR = "error"
    UNREADABLE = "unreadable"
    GAP = "gap"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


class ParkedKeyFacts(Event):
    """Which key it is; ``document_id`` is the aggregate whose events wait, None where the key names none."""

    parked_key_id: UUID
    service: str
    group: str
    topic: str
    document_kind: str
    document_id: UUID | None = None


class KeyStuck(ParkedKeyFacts, stream=PARKED_KEY, name="stuck", label="Key stuck"):
    """A key waits for a person, or has waited for more than a minute; said once until it is free.

    ``event_type`` is that of the event which could not be applied, empty where its type is none of ours;
    ``waiting`` counts it and those behind it.
    """

    event_type: str
    reason: WhyParked
    parked_since: datetime
    waiting: int


class KeyFreed(ParkedKeyFacts, stream=PARKED_KEY, name="freed", label="Key freed"):
    """Nothing of a key that was stuck waits any more."""


def parked_key_id(group: str, topic: str, key: bytes) -> UUID:
    """The id of a key as one group of one service reads it."""
    return uuid5(NAMESPACE_URL, f"urn:saleswire:parked-key:{group}/{topic}/{key.hex()}")
