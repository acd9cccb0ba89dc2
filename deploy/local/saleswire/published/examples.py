"""One golden message per type: made once, kept for ever, and read by every later version.

A message is built from its fields' types and names, the same on every machine.
"""

import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import BaseModel

from contracts.event import Message, State

DAY = date(2026, 3, 2)
WORDS = {
    "number": "SW-2026-000042",
    "name": "Norrland Skog AB",
    "unit": "pcs",
    "currency": "EUR",
    "country": "Sweden",
    "territory": "Sweden",
    "city": "Umeå",
    "street": "Storgatan 12",
    "postal_code": "903 26",
    "terms": "30 days net",
    "carrier": "Nordic Freight",
    "username": "eva.lind",
    "email": "eva.lind@example.com",
    "phone": "+46 90 000 00 00",
    "role": "seller",
    "legal_name": "Halden Instruments AS",
    "iban": "NO9386011117947",
    "bic": "DNBANOKK",
    "website": "https://halden.example",
    "reason": "the client's project was stopped",
}


def example_of(message: type[Message]) -> dict[str, Any]:
    """Headers, key and body of a message of this type."""
    body = _sample(message, message.__name__)
    sample = message.model_validate(body)
    return {
        "topic": message.stream.topic,
        "key": str(sample.key),
        "headers": _headers(message, sample.key),
        "body": sample.model_dump(mode="json"),
    }


def _headers(message: type[Message], key: UUID) -> dict[str, str]:
    headers = {
        "ce_specversion": "1.0",
        "ce_id": str(_id(message.type)),
        "ce_type": message.type,
        "ce_source": "/saleswire/example",
        "ce_subject": str(key),
        "ce_time": "2026-03-02T09:30:00.000000Z",
        "content-type": "application/json",
    }
    if message.stream.foreign:
        return headers
    return headers | {
        "sequence": "1",
        "correlationid": str(_id("deal") if not issubclass(message, State) else key),
        "causationid": str(_id("command")),
        "actor": str(_id("actor")),
        "via": "api",
        "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    }


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"urn:saleswire:example:{name}")


def _sample(kind: Any, name: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in (types.UnionType, typing.Union):
        return _sample(next(arm for arm in typing.get_args(kind) if arm is not type(None)), name)
    if origin is typing.Annotated:
        return _sample(typing.get_args(kind)[0], name)
    if origin is tuple:
        return [_sample(typing.get_args(kind)[0], name)]
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return {key: _sample(field.annotation, key) for key, field in kind.model_fields.items()}
    return _plain(kind, name)


def _plain(kind: type, name: str) -> Any:
    if issubclass(kind, Enum):
        return next(iter(kind)).value
    if issubclass(kind, str):
        return WORDS.get(name, f"{name.replace('_', ' ')} of the example")
    if kind is UUID:
        return str(_id(name))
    samples: dict[type, Any] = {
        bool: True,
        int: 1,
        Decimal: "1.00" if "rate" not in name else "0.25",
        date: DAY,
        datetime: datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    }
    return samples[kind]
