"""The merged API description: the services' own OpenAPI documents as one. Pure.

Component names and operation ids get the service's name in front, so that two services may use the
same one; only paths that the gateway routes to the service appear.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from gateway.paths import Routes

Document = dict[str, Any]
SHARED = "securitySchemes"  # one way to sign in for all
VERBS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
OWN: Document = {
    "/api/openapi.json": {
        "get": {
            "operationId": "gateway.openapi",
            "summary": "This description",
            "tags": ["gateway"],
            "security": [],
            "responses": {"200": {"description": "OpenAPI document", "content": {"application/json": {}}}},
        }
    },
    "/api/docs": {
        "get": {
            "operationId": "gateway.docs",
            "summary": "This description as a page",
            "tags": ["gateway"],
            "security": [],
            "responses": {"200": {"description": "Page", "content": {"text/html": {}}}},
        }
    },
}


def merge(documents: Mapping[str, Document], routes: Routes, origin: str = "/") -> Document:
    """One OpenAPI 3.1 document from those of the services, keyed by the service's name.

    ``origin`` is where it is served; the default means: where it was read.

    Works the same on documents read from running services and on ``app.openapi()``.
    """
    merged: Document = {
        "openapi": "3.1.0",
        "info": {
            "title": "Saleswire",
            "version": "1",
            "description": f"Services described here: {', '.join(sorted(documents)) or 'none yet'}.",
        },
        "servers": [{"url": origin}],
        "tags": [{"name": "gateway"}],
        "paths": dict(OWN),
        "components": {},
    }
    for service in sorted(documents):
        _add(merged, service, documents[service], routes)
    return merged


def _add(merged: Document, service: str, document: Document, routes: Routes) -> None:
    kinds = document.get("components", {})
    for kind, components in kinds.items():
        into = merged["components"].setdefault(kind, {})
        for name, component in components.items():
            renamed = _renamed(component, service)
            into[_component(service, kind, name)] = (
                renamed | {"title": _title(service, name)} if kind == "schemas" else renamed
            )
    for path, item in document.get("paths", {}).items():
        if routes.service(path.encode()) == service:
            merged["paths"][path] = _named(_renamed(item, service), service)
    known = {tag["name"] for tag in merged["tags"]}
    merged["tags"] += [{"name": tag} for tag in _tags(merged, service) if tag not in known]


def _component(service: str, kind: str, name: str) -> str:
    return name if kind == SHARED else f"{service}.{name}"


def _title(service: str, name: str) -> str:
    """A name that no other service has; generators of clients name their classes by it."""
    words = re.findall("[A-Za-z0-9]+", f"{service} {name}")
    return "".join(word[0].upper() + word[1:] for word in words)


def _reference(reference: str, service: str) -> str:
    if not reference.startswith("#/components/"):
        return reference
    kind, name = reference.removeprefix("#/components/").split("/", 1)
    return f"#/components/{kind}/{_component(service, kind, name)}"


def _renamed(value: Any, service: str) -> Any:
    if isinstance(value, list):
        return [_renamed(each, service) for each in value]
    if not isinstance(value, dict):
        return value
    result = {key: _renamed(each, service) for key, each in value.items()}
    if isinstance(value.get("$ref"), str):
        result["$ref"] = _reference(value["$ref"], service)
    mapping = value.get("discriminator", {}) if isinstance(value.get("discriminator"), dict) else {}
    if "mapping" in mapping:
        renamed = {key: _reference(each, service) for key, each in mapping["mapping"].items()}
        result["discriminator"] = mapping | {"mapping": renamed}
    return result


def _named(item: Document, service: str) -> Document:
    for verb, operation in item.items():
        if verb in VERBS:
            operation["operationId"] = f"{service}.{operation.get('operationId', verb)}"
            operation["tags"] = operation.get("tags") or [service]
    return item


def _tags(merged: Document, service: str) -> list[str]:
    mine = (
        tag
        for _, _, operation in operations(merged)
        if operation["operationId"].startswith(f"{service}.")
        for tag in operation["tags"]
    )
    return list(dict.fromkeys(mine))


def operations(document: Document) -> Iterator[tuple[str, str, Document]]:
    """(path, verb, operation) in the order of the document."""
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            if verb in VERBS:
                yield path, verb, operation
