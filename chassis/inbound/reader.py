"""Reads a record of the log into a typed fact, or into the reason why it cannot be one.

Reading never raises, whatever stands on the topic. Where a record cannot be ordered (no key or
sequence of ours), nothing can wait for it: it is dead-lettered alone.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import ValidationError

from chassis.inbound.odd_records import ODD, UNPARSED
from chassis.inbound.received import Ignored, Incoming, Misfit, Received, Record, Unreadable
from contracts.event import Event, Message, State, Stream
from contracts.messages import events

REASON_LENGTH = 1024
NOBODY = UUID(int=0)
LONGEST_KEY = 500  # bytes


class Reader:
    """Reads the records of one group: knows the classes it handles and the streams they are on.

    ``judging`` readers give facts of outsiders that break their description as Misfit.
    """

    def __init__(
        self, handled: Iterable[type[Message]], topic_prefix: str = "", *, judging: bool = False
    ) -> None:
        classes = list(handled)
        self.prefix = topic_prefix
        self.judging = judging
        self.streams: Mapping[str, Stream] = {c.stream.topic: c.stream for c in classes}
        self.events = {c.type: c for c in classes if issubclass(c, Event)}
        self.states = {c.stream.topic: c for c in classes if issubclass(c, State)}
        self.majors: Collection[str] = {_without_major(type_) for type_ in self.events}
        self.known = events()

    def read(self, record: Record) -> Incoming:
        """The record as Received, Ignored or Unreadable."""
        topic = record.topic.removeprefix(self.prefix)
        stream = self.streams.get(topic)
        head = _Head(topic, record, _headers(record.headers), stream is not None and stream.foreign)
        try:
            head.check_names()
            if stream is None:
                return head.unreadable("nobody here reads this topic")
            if stream.compacted:
                return self._state(head, self.states[topic])
            return self._event(head, stream)
        except _Unreadable as error:
            return head.unreadable(str(error))
        except ValidationError as error:
            return head.unreadable(_explained(error))
        except Exception as error:  # nothing that stands on a topic may stop the reading
            return head.unreadable(f"{type(error).__name__}: {error}")

    def _event(self, head: "_Head", stream: Stream) -> Incoming:
        kind = head.kind()
        if not stream.foreign:
            head.order()
        head.text("id")
        event_class = self.events.get(kind)
        if event_class is None:
            if _without_major(kind) in self.majors:
                raise _Unreadable(f"unknown major version: {kind}")
            head.id()
            return Ignored(known=kind in self.known, **head.common())
        if head.record.value is None:
            raise _Unreadable("a tombstone on a topic of facts")
        try:
            event = event_class.read(head.record.value)
        except ValidationError as error:
            if not (stream.foreign and self.judging):
                raise
            return head.misfit(_explained(error))
        if not stream.foreign and event.key != head.aggregate_id:
            raise _Unreadable(f"keyed by {head.aggregate_id}, but it is about {event.key}")
        return head.received(event)

    def _state(self, head: "_Head", state_class: type[State]) -> Incoming:
        head.identify()
        head.sequence = head.number()
        body = head.record.value
        received = head.received(None if body is None else state_class.read(body))
        received.type = state_class.type
        return received


class _Unreadable(Exception):
    pass


class _Head:
    """What is known of a record while it is read."""

    def __init__(self, topic: str, record: Record, headers: dict[str, bytes], foreign: bool) -> None:
        self.topic = topic
        self.record = record
        self.headers = headers
        self.foreign = foreign
        self.ordered = False
        self.sequence = 0
        self.aggregate_id: UUID | None = None

    def check_names(self) -> None:
        """Raises _Unreadable for a record that aiokafka could not parse, or only in part."""
        if UNPARSED in self.headers:
            raise _Unreadable(f"it cannot be parsed: {_lenient(self.headers[UNPARSED])}")
        if ODD in self.headers:
            raise _Unreadable("the name of a header is not UTF-8")

    def kind(self) -> str:
        """The message's type."""
        return self.text("type")

    def identify(self) -> None:
        """Take the aggregate's id from the key."""
        given = (self.record.key or b"")[:LONGEST_KEY]
        with suppress(ValueError):
            id = UUID(given.decode())
            if given == str(id).encode():  # UUID() passes over any number of dashes
                self.aggregate_id = id
        if self.aggregate_id is None:
            raise _Unreadable("the key is not an aggregate's id")

    def order(self) -> None:
        """Take id and sequence: a fact of ours has both."""
        sequence = self.number()
        if not 0 < sequence < 2**63:
            raise _Unreadable(f"the sequence is {self.text('sequence', '')[:40]!r}")
        self.identify()
        self.sequence = sequence
        self.ordered = True

    def number(self) -> int:
        """The sequence as given, or 0."""
        given = self.text("sequence", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 20 else 0

    def text(self, name: str, default: str | None = None) -> str:
        """A header's text; a missing one without a default makes the record unreadable."""
        value = self.headers.get(name)
        if not value:
            if default is None:
                raise _Unreadable(f"the header {name} is missing")
            return default
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise _Unreadable(f"the header {name} is not UTF-8") from None

    def common(self) -> dict[str, Any]:
        """Fields that every outcome has; whatever cannot be read is left empty."""
        record = self.record
        given = self.given_id()
        if self.foreign and given:
            given = _named(self.source(), given)
        return {
            "record": record,
            "topic": self.topic,
            "foreign": self.foreign,
            "key": self.key(),
            "event_id": given[:200] or f"{record.partition}-{record.offset}",
            "type": _lenient(self.headers.get("type"))[:200],
            "sequence": self.sequence,
            "aggregate_id": self.aggregate_id,
            "ordered": self.ordered,
            "traceparent": _lenient(self.headers.get("traceparent")) or None,
        }

    def key(self) -> bytes | None:
        """The record's key; one that no index holds is none."""
        key = self.record.key
        return None if key is None or len(key) > LONGEST_KEY else key

    def given_id(self) -> str:
        """The id as its publisher gave it, or empty."""
        return _lenient(self.headers.get("id"))

    def source(self) -> str:
        """Who says it; the topic's name where an outsider does not."""
        return _lenient(self.headers.get("source")) or self.topic

    def unreadable(self, reason: str) -> Unreadable:
        """The outcome for a record that breaks a promise, ordered as far as it could be."""
        if not self.ordered and not self.foreign:
            self._order_if_possible()
        return Unreadable(reason=reason.encode()[:REASON_LENGTH].decode(errors="ignore"), **self.common())

    def _order_if_possible(self) -> None:
        with suppress(_Unreadable):
            self.order()

    def received(self, event: Message | None) -> Received[Any]:
        """The outcome for a good record."""
        fields = self.common()
        if self.foreign and event is not None:
            fields["aggregate_id"] = event.key
            fields["key"] = self.key() or str(event.key).encode()
        return Received(event=event, **fields, **self._about())

    def misfit(self, reason: str) -> Misfit:
        """The outcome for an outsider's fact that is not what it should be."""
        with suppress(_Unreadable):
            self.identify()
        fields = self.common() | {"aggregate_id": self.aggregate_id or NOBODY, "key": self.key() or b""}
        return Misfit(event=None, reason=reason, **fields, **self._about())

    def _about(self) -> dict[str, Any]:
        return {
            "id": self.id(),
            "given_id": _short(self.given_id()),
            "source": _short(self.source()),
            "time": self._time(),
            "correlation_id": self._uuid("correlationid"),
            "causation_id": self._uuid("causationid"),
            "actor": None if self.foreign else self._uuid("actor"),  # an outsider cannot speak for our people
            "via": self.text("via", ""),
        }

    def id(self) -> UUID:
        """The message's id; derived for outsiders, who need not give UUIDs."""
        given = self.text("id", "")
        try:
            return UUID(given)
        except ValueError:
            if not given:  # on a state topic only
                given = f"{self.record.partition}/{self.record.offset}"
            elif not self.foreign:
                raise _Unreadable("the header id is not a UUID") from None
            return uuid5(NAMESPACE_URL, self.text("source", self.topic) + " " + given)

    def _time(self) -> datetime:
        given = self.text("time", "")
        try:
            return datetime.fromisoformat(given)
        except ValueError:
            if given and not self.foreign:
                raise _Unreadable(f"the header time is {given[:40]!r}") from None
            return datetime.fromtimestamp(self.record.timestamp / 1000, UTC)

    def _uuid(self, name: str) -> UUID | None:
        given = self.text(name, "")
        try:
            return UUID(given) if given else None
        except ValueError:
            if self.foreign:
                return None
            raise _Unreadable(f"the header {name} is not a UUID") from None


def _headers(headers: Iterable[tuple[str, bytes | None]] | None) -> dict[str, bytes]:
    # CloudEvents prefixes attributes with ce_; whoever writes an extension both ways means the prefixed one
    plain: dict[str, bytes] = {}
    prefixed: dict[str, bytes] = {}
    for name, value in headers or ():
        if value is not None or ODD in name:
            attribute, is_prefixed = _attribute(name)
            (prefixed if is_prefixed else plain)[attribute] = value or b""
    return plain | prefixed


@lru_cache(maxsize=1024)
def _attribute(name: str) -> tuple[str, bool]:
    """The attribute in a header's name, and whether the name has CloudEvents' prefix."""
    if name == UNPARSED or ODD in name:
        return (UNPARSED if name == UNPARSED else ODD), False
    told = name.lower()
    return told.removeprefix("ce_"), told.startswith("ce_")


def _named(source: str, given: str) -> str:
    """One text for both, the same for no other source and id; short enough for an index."""
    return _short(f"{source.replace('#', '%23')}#{given}")


def _short(text: str) -> str:
    """The text, or its hash where no index holds it."""
    return text if len(text) <= 200 else sha256(text.encode()).hexdigest()


def _lenient(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace").replace("\x00", "�")


def _without_major(type_: str) -> str:
    base, _, major = type_.rpartition(".v")
    return base if major.isdigit() else type_


def _explained(error: ValidationError) -> str:
    # include_input is left out: a dead letter's header should not repeat people's data
    found = error.errors(include_input=False, include_url=False, include_context=False)
    told = ((".".join(map(str, e["loc"])) or "body", e["msg"].removeprefix("Value error, ")) for e in found)
    return "; ".join(f"{where}: {what}" for where, what in islice(told, 5))
