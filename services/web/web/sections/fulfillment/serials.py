"""Serial numbers as people give them: typed, pasted, or read by a scanner that ends each with Enter."""

import re
from collections.abc import Sequence

from web.api import fulfillment
from web.gateway import ApiProblem


def read(text: str) -> list[str]:
    """One number per line, tab, comma or semicolon; blanks around it do not count."""
    return [number for part in re.split(r"[\r\n\t,;]+", text) if (number := part.strip())]


def wrong(problem: ApiProblem | None, lines: Sequence[fulfillment.LineView]) -> dict[str, str]:
    """A refusal of serial numbers at the lines whose product it names, beside what the service points at."""
    if problem is None:
        return {}
    found = dict(problem.fields)
    if "serial" in str(problem.body.get("type", "")):
        found |= {f"serials/{line['line_id']}": problem.detail for line in lines
                  if line["number"] in problem.detail}  # fmt: skip
    return found
