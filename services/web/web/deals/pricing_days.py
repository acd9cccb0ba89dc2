"""On which day a line was priced, told where a reader would not expect it. Pure."""

from collections.abc import Mapping


def told(days: Mapping[str, str | None], *, today: str, draft: bool, own: str) -> dict[str, str]:
    """Pricing days by line: in a draft those before today, later those that are not the document's own."""
    expected = today if draft else own
    return {line: day for line, day in days.items() if day and (day < expected if draft else day != expected)}
