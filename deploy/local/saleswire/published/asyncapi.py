"""The AsyncAPI 3 description of every topic: who sends, which messages, which headers."""

from typing import Any

from contracts.messages import all_messages, streams

EXTENSIONS = {
    "sequence": "Position among the aggregate's events, 1, 2, 3 … without holes",
    "correlationid": "Id of the deal's first document",
    "causationid": "Id of the event or command that led to this one",
    "actor": "Person who began it; absent when nobody did",
    "via": "How it came in: api, web, import, reaction:…, timer:…",
}
HEADERS = {
    "ce_id": "Id of the event, a UUID; deduplicate by it",
    "ce_type": "Type of the event; the body's schema goes by it",
    "ce_source": "Service that says it",
    "ce_specversion": "1.0",
    "ce_time": "When it was recorded, by the database's clock, RFC 3339 in UTC",
    "ce_subject": "Id of the aggregate; also the key",
    "content-type": "application/json",
    **{f"ce_{name}": text for name, text in EXTENSIONS.items()},
    **{name: f"The same as ce_{name}, for readers from before it" for name in EXTENSIONS},
    "traceparent": "W3C trace context",
}


def description() -> dict[str, Any]:
    """The document, ready to be written as YAML."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Saleswire events",
            "version": "0.1.0",
            "description": "Facts on Apache Kafka, CloudEvents 1.0 binary mode, partitioned by murmur2.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {stream.name: _channel(stream.name, stream.topic) for stream in streams().values()},
        "operations": _operations(),
        "components": {
            "messages": {message.type: _message(message.type) for _, message in all_messages()},
            "schemas": {"headers": _headers()},
        },
    }


def _channel(name: str, topic: str) -> dict[str, Any]:
    types = [message.type for _, message in all_messages() if message.stream.name == name]
    return {
        "address": topic,
        "messages": {type: {"$ref": f"#/components/messages/{type}"} for type in types},
    }


def _message(type: str) -> dict[str, Any]:
    message = next(message for _, message in all_messages() if message.type == type)
    return {
        "name": message.__name__,
        "summary": (message.__doc__ or "").strip().splitlines()[0],
        "headers": {"$ref": "#/components/schemas/headers"},
        "payload": {
            "schemaFormat": "application/schema+json;version=draft-2020-12",
            "schema": {"$ref": f"schemas/{type}.json"},
        },
    }


def _operations() -> dict[str, Any]:
    sent: dict[str, tuple[str, str]] = {}
    for publisher, message in all_messages():
        verb = "receive" if message.stream.foreign else "send"
        sent[f"{publisher}.{message.stream.name}"] = (verb, message.stream.name)
    return {
        name: {"action": action, "channel": {"$ref": f"#/channels/{channel}"}}
        for name, (action, channel) in sent.items()
    }


def _headers() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: {"type": "string", "description": text} for name, text in HEADERS.items()},
        "required": ["ce_id", "ce_type", "ce_source", "ce_specversion", "ce_time", "ce_subject"],
    }
