"""What an event is: a fact in the past tense, on the stream of the aggregate it happened to.

Topic, type and key of a message are written here once and derived from the class; nobody else
spells them. Facts are strict when written and tolerant when read.
"""

import os
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from contracts.remembered import Remembered
from contracts.steps import Step
from contracts.telling import Tells


@dataclass(frozen=True)
class Stream:
    """The ordered events of one kind of aggregate: one topic, keyed by the aggregate's id.

    ``opens`` is the permission to read their bodies where events are shown; without one nobody may. ``shown``
    is the one to read the aggregate, where that takes less.
    """

    name: str  # "job-order"; also the type in Saleswire-Version and Wait-For
    topic: str  # "sales.job-order.v1"
    foreign: bool = False  # written by outsiders: no sequence, deduplicated by event id
    compacted: bool = False  # state by key (personal data), never journaled
    readers: tuple[str, ...] = ()  # who may read what is not for everyone; all who declare it when empty
    opens: str = ""
    shown: str = ""

    @property
    def read_by(self) -> str:
        """The permission to read the aggregate."""
        return self.shown or self.opens

    @property
    def prefix(self) -> str:
        """What the types of this stream begin with: the topic without its version."""
        return self.topic.rsplit(".", 1)[0]


class Message(BaseModel):
    """Anything that travels on a topic; the class knows its stream, type and key field."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stream: ClassVar[Stream]
    type: ClassVar[str]
    key_field: ClassVar[str]
    remembered: ClassVar[Remembered | None] = None  # what the search finds its record by
    room: ClassVar[int] = 0  # bytes to leave free, because later facts of the document say the same and more

    def __init_subclass__(cls, stream: Stream | None = None, key: str = "", **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if stream is not None:
            cls.stream = stream
            cls.key_field = key or stream.name.replace("-", "_") + "_id"

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__()
        if "key_field" in vars(cls) and cls.key_field not in cls.model_fields:
            raise TypeError(f"{cls.__name__} has no field {cls.key_field} to be keyed by")

    @property
    def key(self) -> UUID:
        """Id of the aggregate that the message is about; also the Kafka key."""
        key = getattr(self, self.key_field)
        assert isinstance(key, UUID)
        return key

    @classmethod
    def read(cls, body: bytes | str) -> Self:
        """Parse a message body, ignoring fields that a newer publisher added.

        Raises pydantic.ValidationError when a known field is missing or wrong.
        """
        return cls.model_validate_json(body, extra="ignore")

    def written(self) -> str:
        """The message body as JSON."""
        return self.model_dump_json()


class Event(Message):
    """A fact about one aggregate.

    Declare ``class QuoteSent(Event, stream=QUOTE, name="sent", label="Quote sent")``; the type becomes
    ``sales.quote.sent.v1`` and the key field ``quote_id``. ``label`` is what people read for the event;
    ``step`` says what it is in a deal, ``tells`` who is told of it, and ``settles`` which earlier notices
    about the same document ask nothing any more.
    """

    label: ClassVar[str]
    step: ClassVar[Step | None] = None
    tells: ClassVar[tuple[Tells, ...]] = ()
    settles: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(
        cls, stream: Stream | None = None, name: str = "", label: str = "", major: int = 1, **kwargs: Any
    ) -> None:
        super().__init_subclass__(stream=stream, **kwargs)
        if stream is not None:
            cls.type = f"{stream.prefix}.{name}.v{major}"
            cls.label = label

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if cls.step is not None and cls.step.funnel and cls.step.on not in cls.model_fields:
            raise TypeError(f"{cls.__name__} has no day {cls.step.on!r} on which its step counts")

    @property
    def in_part(self) -> bool:
        """Whether something of it is left to do, as its field ``complete`` tells where it has one."""
        return not getattr(self, "complete", True)

    def told(self) -> tuple[Tells, ...]:
        """What this one tells; not every event of a class needs to be news."""
        return self.tells


class State(Message):
    """The present state of something personal, on a compacted topic: a tombstone erases it."""

    def __init_subclass__(cls, stream: Stream | None = None, **kwargs: Any) -> None:
        super().__init_subclass__(stream=stream, **kwargs)
        if stream is not None:
            cls.type = stream.topic


class Choice(StrEnum):
    """An enumeration that may grow: a value that this reader does not know becomes ``unknown``."""

    @classmethod
    def _missing_(cls, _value: object) -> "Choice | None":
        return cls.__members__.get("UNKNOWN")


YOUNG = 60.0  # seconds in which a fact is surely everywhere


def is_young(id: UUID) -> bool:
    """Whether the id was made within the last minute, as a UUIDv7 tells."""
    made = (id.int >> 80) / 1000
    return id.version == 7 and abs(time.time() - made) < YOUNG


def new_id() -> UUID:
    """A new UUIDv7 (RFC 9562): ordered by creation in milliseconds, random within."""
    milliseconds = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10))
    value = (milliseconds & (1 << 48) - 1) << 80
    value |= 0x7 << 76
    value |= (random >> 68 & 0xFFF) << 64
    value |= 0b10 << 62
    value |= random & (1 << 62) - 1
    return UUID(int=value)
