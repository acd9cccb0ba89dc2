"""Which paths are plain enough to route, and where they lead. Pure.

The gateway and the service behind it must never read one path in two ways, so whatever could be
read differently (dots, doubled or encoded slashes, backslashes) is refused, not repaired.
"""

import re

from chassis.errors import Malformed
from chassis.language import _

PLAIN = re.compile(rb"/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*")
TRICKS = re.compile(
    rb"//|%2f|%5c|%2e|%0[0-9a-f]|%1[0-9a-f]|%7f|%25(?:2e|2f|5c|25|00)|/\.{1,2}(?:[/;]|$)", re.IGNORECASE
)


def refuse_tricks(raw_path: bytes) -> None:
    """Raise Malformed for a path that two readers could understand differently."""
    if PLAIN.fullmatch(raw_path) is None or TRICKS.search(raw_path) is not None:
        raise Malformed(
            _(
                "The path holds dots, slashes, backslashes or control characters that could be read "
                "in two ways. Send the plain path of the API description."
            )
        )


OURS = re.compile(rb"/(?:api|internal)(?:/|$)")  # never a page, whoever has the rest


class Routes:
    """The table prefix → service; the longest prefix that ends at a segment wins."""

    def __init__(self, table: dict[str, str]) -> None:
        by_length = sorted(table.items(), key=lambda entry: -len(entry[0]))
        self._entries = [(prefix.rstrip("/").encode(), name) for prefix, name in by_length]

    def service(self, raw_path: bytes) -> str | None:
        """Name of the service that the path belongs to."""
        for prefix, name in self._entries:
            if not prefix and OURS.match(raw_path):
                return None
            if raw_path.startswith(prefix) and raw_path[len(prefix) : len(prefix) + 1] in (b"", b"/"):
                return name
        return None
