"""Which groups read which topics, asked of the services' own applications."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from saleswire.serve import build

if TYPE_CHECKING:
    from chassis.service import Service


def service_behind(name: str) -> "Service":
    """The Service of an application, not started; its settings come from the environment."""
    service: Service = build(name).state.service
    return service


def subscriptions(services: Iterable[str]) -> dict[str, list[str]]:
    """Topics by group over all these services, both without prefix.

    A service that cannot be made is told of and left out: the others need their topics.
    """
    found: dict[str, list[str]] = {}
    for name in services:
        try:
            found.update(service_behind(name).subscriptions)
        except Exception as error:
            print(f"topics: {name} is left out: {type(error).__name__}: {error}", flush=True)
    return found
