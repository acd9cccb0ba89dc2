"""Which groups read which topics, asked of the services' own applications."""

import importlib.util
from collections.abc import Iterable, Mapping

from saleswire.serve import build


def subscriptions(services: Iterable[str]) -> dict[str, list[str]]:
    """Topics by group over all these services; the settings come from the environment."""
    found: dict[str, list[str]] = {}
    for name in services:
        if importlib.util.find_spec(name) is not None:
            found.update({group: list(topics) for group, topics in of_application(name).items()})
    return found


def of_application(name: str) -> Mapping[str, Iterable[str]]:
    """Topics by group of one service; empty for an application without a Service behind it."""
    state = getattr(build(name), "state", None)
    found: Mapping[str, Iterable[str]] = getattr(state, "subscriptions", {})
    return found
