"""One JSON Schema (2020-12) per message type, as it stands on the wire."""

from typing import Any

from contracts.event import Message
from contracts.messages import all_messages


def schema_of(message: type[Message]) -> dict[str, Any]:
    """The schema of the message's body; fields with a default need not be there, and others may be."""
    schema = message.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:saleswire:schema:{message.type}",
        **_open(schema),
        "description": (message.__doc__ or "").strip(),
    }


def _open(schema: Any) -> Any:
    """The same for readers: a later version may have fields that this one does not know."""
    if isinstance(schema, dict):
        return {
            name: _open(part)
            for name, part in schema.items()
            if name != "additionalProperties" or part is not False
        }
    return [_open(part) for part in schema] if isinstance(schema, list) else schema


def schemas() -> dict[str, dict[str, Any]]:
    """Schemas by message type."""
    return {message.type: schema_of(message) for _, message in all_messages()}
