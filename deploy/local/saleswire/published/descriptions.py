"""The services' own descriptions, read off their code; nothing runs."""

import importlib
from functools import cache
from typing import Any

from saleswire.places import SERVICES

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"  # nothing is asked of it
Document = dict[str, Any]


@cache
def descriptions() -> dict[str, Document]:
    """OpenAPI document by service."""
    return {service: _described(service) for service in SERVICES}


@cache
def application(service: str) -> Any:
    """The application of a service, not started."""
    settings = importlib.import_module(f"{service}.settings").Settings(database_url=NOWHERE)
    return importlib.import_module(f"{service}.app").create_app(settings)


def _described(service: str) -> Document:
    document: Document = application(service).openapi()
    return document
