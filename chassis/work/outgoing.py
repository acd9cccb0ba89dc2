"""The way out, first half: what a transaction has to say becomes rows of the outbox, in the same commit.

Rows are written in one statement just before COMMIT (``closing``), after the aggregate was locked and its
version raised, so that per aggregate the row ids rise with the sequence.
"""

from typing import Any
from uuid import UUID

from opentelemetry import propagate

from chassis.errors import Refused
from chassis.language import _
from chassis.number_formats import whole
from chassis.work.aggregates import Aggregate
from contracts.event import Event, Message, State, new_id

LARGEST_BODY = 900 * 1024  # bytes; Kafka takes a mebibyte, headers included


class Outgoing:
    """What one unit of work will publish, in order; the work fills in who and why."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.versions: dict[UUID, tuple[str, int]] = {}

    def event(self, aggregate: Aggregate, event: Event, deal: UUID | None = None, **why: Any) -> None:
        """Raise the aggregate's version by one and say the event with that sequence."""
        if event.stream is not aggregate.stream or event.key != aggregate.id:
            raise ValueError(f"{event.type} is not about {aggregate.stream.name} {aggregate.id}")
        aggregate.version += 1
        self.versions[aggregate.id] = (aggregate.stream.name, aggregate.version)
        deal = deal or aggregate.correlation_id
        self._add("event", event, event.written(), aggregate.version, deal, **why)

    def state(self, state: State, sequence: int, *, erased: bool = False, **why: Any) -> None:
        """Say the present state of something personal, or erase it."""
        self._add("state", state, None if erased else state.written(), sequence, state.key, **why)

    def _add(
        self, kind: str, message: Message, body: str | None, sequence: int, correlation_id: UUID, **why: Any
    ) -> None:
        encoded = None if body is None else body.encode()
        _check_size(message, encoded or b"")
        self.rows.append(
            {
                "kind": kind,
                "event_id": new_id(),
                "topic": message.stream.topic,
                "key": str(message.key).encode(),
                "type": message.type,
                "aggregate": message.stream.name,
                "aggregate_id": message.key,
                "sequence": sequence,
                "correlation_id": correlation_id,
                "traceparent": current_traceparent(),
                "headers": None,
                "body": encoded,
                **why,
            }
        )


def _check_size(message: Message, body: bytes) -> None:
    """Raise Refused for a fact that cannot travel, or whose document could not go on to the end."""
    most = LARGEST_BODY - message.room
    if len(body) > most:
        raise Refused(
            _(
                "The document comes to %(size)s bytes with all its lines and texts; %(most)s is the "
                "most. Shorten its texts, or make two documents of it.",
                size=whole(len(body)),
                most=whole(most),
            ),
            slug="document-too-large",
            bytes=len(body),
            most=most,
        )


def current_traceparent() -> str | None:
    """The W3C trace header of the span in which this code runs."""
    carrier: dict[str, str] = {}
    propagate.inject(carrier)
    return carrier.get("traceparent")
