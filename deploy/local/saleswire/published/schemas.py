"""One JSON Schema (2020-12) per message type, as it stands on the wire."""

from typing import Any

from contracts.catalogue import all_messages
from contracts.event import Message


def schema_of(message: type[Message]) -> dict[str, Any]:
    """The schema of the message's body; fields with a default need not be there."""
    schema = message.model_json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:saleswire:schema:{message.type}",
        **schema,
        "description": (message.__doc__ or "").strip(),
    }


def schemas() -> dict[str, dict[str, Any]]:
    """Schemas by message type."""
    return {message.type: schema_of(message) for _, message in all_messages()}
