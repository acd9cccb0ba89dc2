"""What the description of an API says about every operation: its headers, its problems, its permission."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI

from chassis.errors import MOST_ERRORS
from chassis.http.exchange import Route

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "An RFC 9457 problem; detail says what to do about it.",
    "type": "object",
    "required": ["type", "title", "status", "detail", "trace_id"],
    "properties": {
        "type": {"type": "string", "description": "urn:saleswire:problem:<rule>, stable"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "trace_id": {"type": "string"},
        "errors": {
            "type": "array",
            "maxItems": MOST_ERRORS,
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON Pointer into the body"},
                    "parameter": {"type": "string"},
                    "in": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "current": {"description": "With 412: the document as it stands now"},
    },
}

MEANINGS = {
    400: "The request cannot be read: not JSON, an unknown parameter, a missing header",
    401: "No valid token",
    403: "The permission is missing",
    404: "It does not exist or is out of reach",
    409: "The document's state does not allow it now, or what it names has not come yet: see Retry-After",
    412: "The document has changed since it was read; current is how it stands",
    413: "The body is too large",
    422: "The body does not fit, or a rule of the business says no",
    428: "If-Match is missing",
    429: "Too many requests; Retry-After says when to come again",
    503: "Nothing was done; Retry-After says when to try again",
    507: "There is no room for more documents",
}

UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
MARK = f"[a-z][a-z0-9-]{{0,63}}/{UUID}/[1-9][0-9]{{0,17}}"  # what Saleswire-Version says
HEADERS = {
    "Idempotency-Key": ("New for each intention, the same when it is repeated", True, r"^[!-~]{1,255}$"),
    "If-Match": ('ETag of the version that was read, such as "v3"', True, r'^(W/)?"v(0|[1-9][0-9]{0,17})"$'),
    "Wait-For": (
        "Wait until these Saleswire-Versions are applied here, 2 s at most",
        False,
        f"^{MARK}(?:, *{MARK})*$",
    ),
    "Saleswire-Via": (
        "Through what the person acts, if the client may say so",
        False,
        "^(web|import|script)$",
    ),
}


def _header(name: str) -> dict[str, Any]:
    description, required, pattern = HEADERS[name]
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": required, "description": description, "schema": schema}


def operation(route: Route) -> dict[str, Any]:
    """Headers, permission and security of the operation."""
    names = ["Idempotency-Key"] if route.idempotent else []
    names += ["If-Match"] if route.if_match else []
    if not route.public:
        names += ["Wait-For"] if route.only_reads else ["Saleswire-Via", "Wait-For"]
    described: dict[str, Any] = {"parameters": [_header(name) for name in names]}
    if route.public:
        return described | {"security": []}
    return described | {"security": [{"bearer": []}], "x-permission": route.permission}


def responses(route: Route) -> dict[int | str, dict[str, Any]]:
    """Every problem that the operation may answer with, and the headers of its success."""
    statuses = {400, 422, 429, 503} | (set() if route.public else {401, 403, 404})
    if route.method != "GET":
        statuses |= {401, 403, 404, 413}  # 401 and 403 also where somebody signs in
    if not route.only_reads or route.method == "POST":  # a question may name what has not come yet
        statuses |= {409}
    if route.if_match:
        statuses |= {412, 428}
    if route.upload:
        statuses |= {507}
    media_type = "application/json" if route.refusal else "application/problem+json"
    content = {media_type: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers: dict[int | str, dict[str, Any]] = {
        status: {"description": MEANINGS[status], "content": content} for status in sorted(statuses)
    }
    if not route.public:
        answers[route.status] = {"headers": _success_headers(route)}
    if route.creates and route.status == 201:
        answers[200] = {"description": "It was there already", "headers": _success_headers(route)}
    return answers


def _success_headers(route: Route) -> dict[str, Any]:
    said = {"ETag": 'The document\'s version as If-Match wants it: "v3" where the body says 3'}
    if not route.only_reads:
        said["Saleswire-Version"] = "What happened: <type>/<id>/<sequence>, comma separated, for Wait-For"
    if route.idempotent:
        said["Idempotency-Replayed"] = "true when this answer was given before"
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in said.items()}


def describe(app: FastAPI) -> None:
    """Let the app's description name the problem schema and the bearer scheme once."""
    plain: Callable[[], dict[str, Any]] = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        components = document.setdefault("components", {})
        components.setdefault("schemas", {})["Problem"] = PROBLEM
        components["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "at+jwt"}
        }
        for schema in _changes(document):
            _without_defaults(schema)
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _changes(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of the bodies that say only what shall change."""
    for item in document["paths"].values():
        content = item.get("patch", {}).get("requestBody", {}).get("content", {})
        for body in content.values():
            name = body["schema"].get("$ref", "").rpartition("/")[2]
            yield document["components"]["schemas"][name] if name else body["schema"]


def _without_defaults(schema: dict[str, Any]) -> None:
    """What is left out stays as it is; a client made from a default would send it, and wipe the field."""
    for field in schema.get("properties", {}).values():
        field.pop("default", None)
