"""What an open page wants to see move: the bell, and perhaps the dashboard of a period. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from web.api import notifications, reporting
from web.api.operation import Get

PERIODS = ("today", "week", "month", "quarter", "year")
USUAL = "month"
MOST = 4  # questions of one browser, whatever the number of its tabs
LONGEST = 100


@dataclass(frozen=True)
class Want:
    """One question to reporting; as text ``month`` or ``month:Nordics``."""

    state = "state"  # the event that says how its stream is

    period: str = USUAL
    territory: str = ""

    @property
    def text(self) -> str:
        """As addresses and events name it."""
        return f"{self.period}:{self.territory}" if self.territory else self.period

    @property
    def parameters(self) -> dict[str, str]:
        """As reporting asks for it."""
        return {"period": self.period} | ({"territory": self.territory} if self.territory else {})

    @property
    def path(self) -> Get[bytes]:
        """Where its stream is."""
        return reporting.watch_overview()


@dataclass(frozen=True)
class Bell:
    """The number of unread notices, which every page shows."""

    state = "bell"
    text = "bell"

    @property
    def parameters(self) -> dict[str, str]:
        """None: it is always the caller's own."""
        return {}

    @property
    def path(self) -> Get[bytes]:
        """Where its stream is."""
        return notifications.watch_notifications()


Followed = Want | Bell


def read(text: str) -> Want:
    """The want of a text; what cannot be one is the usual."""
    period, _, territory = text.partition(":")
    return Want(period, territory.strip()[:LONGEST]) if period in PERIODS else Want()


def read_all(texts: Iterable[str]) -> tuple[Want, ...]:
    """The wants of one browser, each once."""
    return tuple(dict.fromkeys(read(text) for text in texts))[:MOST]
