"""On which day a line was priced, told where a reader would not expect it. Pure."""

from collections.abc import Mapping
from datetime import UTC, datetime


def told(days: Mapping[str, str | None], *, draft: bool, own: str) -> dict[str, str]:
    """Pricing days by line: in a draft those before today, later those that are not the document's own."""
    expected = datetime.now(UTC).date().isoformat() if draft else own
    return {line: day for line, day in days.items() if day and (day < expected if draft else day != expected)}
