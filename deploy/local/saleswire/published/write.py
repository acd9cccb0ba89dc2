"""Writes the published files into the repository, or says which are out of date.

Schemas, the AsyncAPI description and the page are made anew; an example is made once and then kept,
because it stands for messages that are already in somebody's log.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import yaml

from chassis.access_projections import access_projections
from contracts.catalogue import all_messages
from saleswire.places import SERVICES
from saleswire.published import asyncapi, currencies, events_page
from saleswire.published.examples import example_of
from saleswire.published.schemas import schemas


def write(root: Path, *, check: bool = False) -> list[str]:
    """Write what has changed under ``root``; with ``check`` nothing. Returns what differed."""
    differing = []
    for path, text in _files(root):
        if path.exists() and path.read_text() == text:
            continue
        differing.append(str(path.relative_to(root)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return differing


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    contracts = root / "contracts"
    yield contracts / "currencies.py", currencies.module()
    for type, schema in schemas().items():
        yield contracts / "schemas" / f"{type}.json", _json(schema)
    for _, message in all_messages():
        path = contracts / "examples" / f"{message.type}.json"
        if not path.exists():
            yield path, _json(example_of(message))
    topics = yaml.safe_dump(asyncapi.description(), sort_keys=False, allow_unicode=True)
    yield contracts / "asyncapi.yaml", topics
    yield root / "docs" / "events.md", events_page.page(_handled("reactions", "react"), _copied())


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _copied() -> dict[str, set[str]]:
    """Services by the type of event that they keep copies of; access data are kept by all but identity."""
    copied = _handled("projections", "project")
    for message in access_projections().handled:
        copied[message.type] = {"every other service"}
    return copied


def _handled(module: str, name: str) -> dict[str, set[str]]:
    """Services by the type of event that their ``module`` handles."""
    services: dict[str, set[str]] = {}
    for service in SERVICES:
        if find_spec(service) is None or find_spec(f"{service}.{module}") is None:
            continue
        for message in getattr(import_module(f"{service}.{module}"), name).handled:
            services.setdefault(message.type, set()).add(service)
    return services
