"""Templates: the environment, the filters that every page uses, and the layout's own data."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse

from chassis import number_formats
from chassis.language import LANGUAGES, _, catalogue, small, spoken, term
from chassis.measures import measure
from chassis.postal import address_lines
from chassis.zones import places
from contracts.event import new_id
from web.reading import clocks
from web.times import ago, clock, exactly, in_words, span
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
    return number_formats.count(exact) if digits is None else number_formats.number(exact, digits, digits)


def units(value: Any, unit: str) -> str:
    """A quantity with its unit, as one says it: ``1 pc``, ``12 pcs``, ``1 day``, ``0.5 days``, ``3 kg``."""
    return f"{number(value)} {measure(unit, decimal(value))}".strip()


def money(value: Any, currency: str = "") -> str:
    """An amount with its currency: ``EUR 12,345.50``; takes the API's ``{amount, currency}`` too."""
    if isinstance(value, Mapping):
        value, currency = value.get("amount"), str(value.get("currency", ""))
    written = amount(value, currency)
    return number_formats.with_currency(written, currency) if written else ""


def amount(value: Any, currency: str) -> str:
    """An amount or a price whose currency stands beside it: ``12,345.50``, with the currency's decimals."""
    exact = decimal(value)
    return "" if exact is None else number_formats.unit_price(exact, currency)


def added(values: Iterable[Any]) -> Decimal:
    """The exact sum of figures of the API."""
    return sum((decimal(value) or Decimal(0) for value in values), Decimal(0))


def percent(value: Any, digits: int | None = None) -> str:
    """A fraction in percent: ``7.5 %``; empty for none."""
    exact = decimal(value)
    return "" if exact is None else number_formats.percent(exact, digits)


def query(parameters: Mapping[str, Any]) -> str:
    """``?a=1&b=2`` without what is empty."""
    kept = {key: value for key, value in parameters.items() if value not in (None, "", [], ())}
    return f"?{urlencode(kept, doseq=True)}" if kept else ""


def said_pairs(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Choices of a field, each in the spoken language."""
    return [(key, _(text)) for key, text in pairs]


@cache
def templates() -> Environment:
    """All of them; what is rendered speaks the reader's language and shows the reader's clocks."""
    beside = PrefixLoader({"sections": FileSystemLoader(HERE / "sections")})
    loader = ChoiceLoader([FileSystemLoader(HERE / "templates"), beside])
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: catalogue(spoken()).gettext(text) if text else "",
        lambda one, more, n: catalogue(spoken()).ngettext(one, more, n),
        newstyle=True,
        pgettext=lambda where, text: catalogue(spoken()).pgettext(where, text),
    )
    environment.filters |= {
        "number": number,
        "units": units,
        "money": money,
        "amount": amount,
        "currency": lambda name, code: number_formats.currency_name(code, name),
        "added": added,
        "decimal": decimal,
        "percent": percent,
        "words": term,
        "said": _,
        "small": small,
        "right": lambda head: (head, "right"),  # of a column of figures
        "said_pairs": said_pairs,
        "day": in_words,
        "clock": clock,
        "exactly": exactly,
        "ago": ago,
        "span": span,
        "query": query,
        "pair": lambda text: (text, text),
    }
    environment.globals |= {
        "asset": asset,
        "language": spoken,
        "languages": LANGUAGES,
        "places": places,
        "zone": lambda: clocks().key,
        "address_lines": address_lines,
        "new_key": lambda: str(new_id()),
    }
    return environment


def render(name: str, **context: Any) -> str:
    """A template as text, for fragments."""
    return templates().get_template(name).render(**context)


def page(visit: Visit, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page in the layout; ``visit`` and the sidebar's data are there in every template."""
    sidebar = visit.house.sidebar
    html = render(
        name,
        visit=visit,
        path=visit.request.url.path,
        sections=sidebar.open_to(visit.may),
        section=sidebar.link_of(visit.request.url.path),
        person=visit.person,
        said=visit.said(),
        **context,
    )
    return HTMLResponse(html, status)


def fragment(visit: Visit, name: str, **context: Any) -> HTMLResponse:
    """A part of a page that a script asked for."""
    return HTMLResponse(render(name, visit=visit, **context))
