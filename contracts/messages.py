"""All that is ever said: every message class, by type and by stream.

Documentation, schemas, topics and consumers are made from here.
"""

from collections.abc import Iterator
from types import ModuleType

from contracts import (
    accounting,
    billing,
    catalog,
    crm,
    fulfillment,
    identity,
    orders,
    parking,
    production,
    quotes,
    tickets,
)
from contracts.event import Event, Message, State, Stream

PUBLISHERS: dict[str, ModuleType] = {
    "identity": identity,
    "catalog": catalog,
    "crm": crm,
    "quotes": quotes,
    "orders": orders,
    "fulfillment": fulfillment,
    "billing": billing,
    "tickets": tickets,
    "accounting": accounting,
    "production": production,
}

SHARED: dict[str, ModuleType] = {"every-service": parking}  # what each service says of itself

OUTSIDERS: dict[str, tuple[Stream, ...]] = {  # what systems of others read; they write their own module's
    "accounting": (orders.ORDER, billing.INVOICE),
    "production": (orders.ORDER, fulfillment.JOB_ORDER),
}


def messages_of(module: ModuleType) -> list[type[Message]]:
    """The concrete messages that a publisher's module declares, in the order of its text."""
    return [
        item
        for item in vars(module).values()
        if isinstance(item, type)
        and issubclass(item, Message)
        and item.__module__ == module.__name__
        and "type" in vars(item)
    ]


def all_messages() -> Iterator[tuple[str, type[Message]]]:
    """Every (publisher, message class)."""
    for publisher, module in (PUBLISHERS | SHARED).items():
        for message in messages_of(module):
            yield publisher, message


def events() -> dict[str, type[Event]]:
    """Event classes by type."""
    return {m.type: m for _, m in all_messages() if issubclass(m, Event)}


def states() -> dict[str, type[State]]:
    """State classes by topic."""
    return {m.stream.topic: m for _, m in all_messages() if issubclass(m, State)}


def streams_of(publisher: str) -> list[Stream]:
    """What a service or an outsider writes: its own, and a service what all of them share."""
    own = [module for name, module in PUBLISHERS.items() if name == publisher]
    modules = own if publisher in OUTSIDERS else [*own, *SHARED.values()]
    return list({m.stream.topic: m.stream for module in modules for m in messages_of(module)}.values())


def streams() -> dict[str, Stream]:
    """Streams by name."""
    return {m.stream.name: m.stream for _, m in all_messages()}
