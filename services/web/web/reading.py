"""Who reads what is being rendered: in which language, and by whose clocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from chassis.language import speak, spoken

UTC = ZoneInfo("UTC")
_zone: ContextVar[ZoneInfo] = ContextVar("zone")


def clocks() -> ZoneInfo:
    """The time zone of whoever reads."""
    return _zone.get(UTC)


@dataclass(frozen=True)
class Reader:
    """A language by its code, and a time zone."""

    language: str
    zone: ZoneInfo

    @classmethod
    def now(cls) -> "Reader":
        """Whoever reads what is rendered now."""
        return cls(spoken(), clocks())

    def begin(self) -> None:
        """Render for this reader from here on, in the present context."""
        speak(self.language)
        _zone.set(self.zone)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Render for this reader for a while."""
        before = Reader.now()
        self.begin()
        try:
            yield
        finally:
            before.begin()
