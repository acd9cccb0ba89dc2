"""Templates: the environment, the filters that every page uses, and the layout's own data."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from chassis import figures
from contracts.event import new_id
from web.sections import SECTIONS, section_of
from web.visit import Visit

HERE = Path(__file__).parent
BUILT = HERE / "static" / "built"


@cache
def asset(name: str) -> str:
    """The address of a built script, style or font; its name changes with its content."""
    manifest = BUILT / "manifest.json"
    names = json.loads(manifest.read_text()) if manifest.is_file() else {}
    return f"/static/built/{names.get(name, name)}"


def decimal(value: Any) -> Decimal | None:
    """The number that a text or a figure of the API is; None for what is none."""
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None


def number(value: Any, digits: int | None = None) -> str:
    """A decimal with groups of three: ``12,345.50``; what is no number stays as it is."""
    exact = decimal(value)
    if exact is None:
        return "" if value is None else str(value)
    return figures.count(exact) if digits is None else figures.number(exact, digits, digits)


def money(value: Any, currency: str = "") -> str:
    """An amount with its currency: ``EUR 12,345.50``; takes the API's ``{amount, currency}`` too."""
    if isinstance(value, Mapping):
        value, currency = value.get("amount"), str(value.get("currency", ""))
    return f"{currency} {amount(value, currency)}".strip() if decimal(value) is not None else ""


def amount(value: Any, currency: str) -> str:
    """An amount or a price whose currency stands beside it: ``12,345.50``, with the currency's decimals."""
    exact = decimal(value)
    return "" if exact is None else figures.unit_price(exact, currency)


def added(values: Iterable[Any]) -> Decimal:
    """The exact sum of figures of the API."""
    return sum((decimal(value) or Decimal(0) for value in values), Decimal(0))


def percent(value: Any, digits: int | None = None) -> str:
    """A fraction in percent: ``7.5 %``; empty for none."""
    exact = decimal(value)
    return "" if exact is None else figures.percent(exact, digits)


def words(value: Any) -> str:
    """A key as people read it: ``partially_shipped`` is ``Partially shipped``."""
    text = str(value or "").replace("_", " ").replace(".", " ").strip()
    return text[:1].upper() + text[1:]


def spaced(value: Any) -> str:
    """An event's name as people read it: ``OrderReleased`` is ``Order released``."""
    return re.sub(r"(?<!^)([A-Z])", lambda found: f" {found[0].lower()}", str(value))


def moment(value: Any) -> datetime | None:
    """A time of the API as a datetime."""
    if isinstance(value, datetime) or not value:
        return value or None
    try:
        read = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def clock(value: Any) -> str:
    """A time to the minute: ``2026-11-22 14:02`` (UTC)."""
    read = moment(value)
    return read.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if read else ""


def ago(value: Any, now: datetime | None = None) -> str:
    """How long ago, roughly: ``5 min ago``."""
    read = moment(value)
    if read is None:
        return ""
    seconds = ((now or datetime.now(UTC)) - read).total_seconds()
    return "just now" if seconds < 45 else f"{span(seconds)} ago"


def span(seconds: Any) -> str:
    """A duration, roughly: ``45 s``, ``5 min``, ``3 h``, ``12 days``."""
    left = abs(float(seconds or 0))
    for limit, size, unit in ((90, 1, "s"), (5400, 60, "min"), (129_600, 3600, "h")):
        if left < limit:
            return f"{left / size:.0f} {unit}" if left >= 1 or unit != "s" else f"{left * 1000:.0f} ms"
    return f"{left / 86_400:.0f} days"


def query(parameters: Mapping[str, Any]) -> str:
    """``?a=1&b=2`` without what is empty."""
    kept = {key: value for key, value in parameters.items() if value not in (None, "", [], ())}
    return f"?{urlencode(kept, doseq=True)}" if kept else ""


def _environment() -> Environment:
    loader = FileSystemLoader(HERE / "templates")
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "number": number,
        "money": money,
        "amount": amount,
        "added": added,
        "decimal": decimal,
        "percent": percent,
        "words": words,
        "spaced": spaced,
        "clock": clock,
        "ago": ago,
        "span": span,
        "query": query,
        "pair": lambda text: (text, text),
    }
    environment.globals |= {
        "asset": asset,
        "new_key": lambda: str(new_id()),
        "today": lambda: datetime.now(UTC).date().isoformat(),
    }
    return environment


TEMPLATES = _environment()


def render(name: str, **context: Any) -> str:
    """A template as text, for fragments."""
    return TEMPLATES.get_template(name).render(**context)


def page(visit: Visit, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page in the layout; ``visit`` and the sidebar's data are there in every template."""
    shown = [(group, [s for s in sections if s.open_to(visit)]) for group, sections in SECTIONS]
    html = render(
        name,
        visit=visit,
        path=visit.request.url.path,
        sections=[(group, sections) for group, sections in shown if sections],
        section=section_of(visit.request.url.path),
        person=visit.person,
        said=visit.said(),
        **context,
    )
    return HTMLResponse(html, status)


def fragment(visit: Visit, name: str, **context: Any) -> HTMLResponse:
    """A part of a page that a script asked for."""
    return HTMLResponse(render(name, visit=visit, **context))
