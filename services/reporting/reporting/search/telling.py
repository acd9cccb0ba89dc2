"""The texts that an event leaves in its record's entry, as its contract states them. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from contracts.event import Event, Message
from contracts.messages import events
from contracts.remembered import Kind, Remembered
from contracts.values import PartyRef
from reporting.search.entries import Told

EVENTS: tuple[type[Event], ...] = tuple(event for event in events().values() if event.remembered is not None)
KINDS = frozenset(Kind)
PARTIES = frozenset({Kind.CLIENT, Kind.DISTRIBUTOR})
MOST = 100  # texts of one field, such as names of lines; serial numbers and others that join are all kept


def told(message: Message) -> Told:
    """What an event, or a state, tells of its record."""
    stated = message.remembered
    assert stated is not None
    return Told(
        kind=_kind(message, stated),
        texts={path: _texts(message, path)[:MOST] for path in stated.by},
        more={path: _texts(message, path) for path in stated.adds},
        belongs=_belongs(message, stated),
    )


def _kind(message: Message, stated: Remembered) -> Kind | None:
    """None, too, for a kind that this version does not know."""
    said = getattr(message, stated.kind_in) if stated.kind_in else stated.kind
    return Kind(said) if said in KINDS else None


def _belongs(message: Any, stated: Remembered) -> dict[str, UUID | None]:
    said: dict[str, UUID | None] = {}
    if hasattr(message, "owner_id"):
        said["owner_id"] = message.owner_id
    if isinstance(getattr(message, "client", None), PartyRef):
        said["client_id"] = message.client.id
    if stated.kind in PARTIES:  # a party is its own client
        said["client_id"] = message.key
    if stated.within:
        said["within"] = getattr(message, stated.within)
    return said


def _texts(message: Message, path: str) -> list[str]:
    values: Iterable[Any] = [message]
    for name in path.split("."):
        values = [value for holder in values for value in _values(getattr(holder, name))]
    return list(dict.fromkeys(str(value) for value in values if value != ""))


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, tuple):
        yield from value
    elif value is not None:
        yield value
