"""Server-sent events read from pieces of a stream, and written. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4 * 1024 * 1024  # of one event; more is no event stream


@dataclass(frozen=True)
class Sse:
    """One event; a comment has no name and no data."""

    name: str = ""
    data: str = ""
    id: str = ""


class Parser:
    """Cuts pieces into events, wherever the pieces end."""

    def __init__(self) -> None:
        self._rest = b""

    def fed(self, piece: bytes) -> Iterator[Sse]:
        """The events that are whole now; raises ValueError for one that never ends."""
        *whole, self._rest = (self._rest + piece.replace(b"\r", b"")).split(b"\n\n")
        if len(self._rest) > LONGEST:
            raise ValueError("an event of the stream is too long")
        for block in whole:
            yield _event(block.decode())


def _event(block: str) -> Sse:
    found: dict[str, list[str]] = {}
    for line in block.split("\n"):
        name, _, value = line.partition(":")
        found.setdefault(name, []).append(value.removeprefix(" "))
    return Sse(
        "".join(found.get("event", [])), "\n".join(found.get("data", [])), "".join(found.get("id", []))
    )


def written(name: str, data: str, id: str = "") -> bytes:
    """The event as it goes to a browser; ``data`` may have lines."""
    head = f"event: {name}\nid: {id}\n" if id else f"event: {name}\n"
    return (head + "".join(f"data: {line}\n" for line in data.split("\n")) + "\n").encode()
