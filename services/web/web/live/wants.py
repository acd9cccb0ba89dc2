"""What an open page wants to see move: the dashboard of a period and, perhaps, a territory. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

PERIODS = ("today", "week", "month", "quarter", "year")
USUAL = "month"
MOST = 4  # questions of one browser, whatever the number of its tabs
LONGEST = 100


@dataclass(frozen=True)
class Want:
    """One question to reporting; as text ``month`` or ``month:Nordics``."""

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


def read(text: str) -> Want:
    """The want of a text; what cannot be one is the usual."""
    period, _, territory = text.partition(":")
    return Want(period, territory.strip()[:LONGEST]) if period in PERIODS else Want()


def read_all(texts: Iterable[str]) -> tuple[Want, ...]:
    """The wants of one browser, each once; the usual one when it has none, because notices come with any."""
    return tuple(dict.fromkeys(read(text) for text in texts))[:MOST] or (Want(),)
