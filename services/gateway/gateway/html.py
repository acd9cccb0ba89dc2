"""The two plain pages, made of strings: no script, no asset, nothing loaded from elsewhere. Pure."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape
from itertools import groupby
from typing import Any

from gateway.description import Document, operations

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere; }
details { border-top: 1px solid #8884; padding: .4rem 0; }
summary { cursor: pointer; }
table { border-collapse: collapse; } td, th { padding: .1rem 1rem .1rem 0; text-align: left; }
.verb { display: inline-block; min-width: 4.5rem; font-weight: 600; }
pre { overflow-x: auto; padding: .6rem; background: #8882; }
"""
_hash = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
HTML_POLICY = f"default-src 'none'; style-src 'sha256-{_hash}'; frame-ancestors 'none'; base-uri 'none'"

SIGN_IN = """curl -X POST /api/auth/token -d grant_type=password \\
     -d username=NAME --data-urlencode password=SECRET
curl /api/identity/me -H 'Authorization: Bearer ACCESS_TOKEN'"""


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style></head>'
        f"<body><main>{body}</main></body></html>"
    )


def home_page() -> str:
    """What stands at ``/`` as long as no web client is routed there."""
    return _page(
        "Saleswire",
        "<h1>Saleswire</h1><p>Sales, from the first quote to the payment.</p>"
        '<p><a href="/api/docs">API description</a> '
        '(<a href="/api/openapi.json">as OpenAPI</a>)</p>'
        f"<h2>Sign in</h2><p>Scripts ask for a token, then send it with every request:</p><pre>"
        f"{escape(SIGN_IN)}</pre><p>Clients of people use the authorization code flow with PKCE as "
        '<a href="/.well-known/openid-configuration">announced</a>.</p>',
    )


def docs_page(document: Document) -> str:
    """All operations of the merged description, by tag."""
    by_tag = sorted(operations(document), key=lambda each: (each[2]["tags"][0], each[0]))
    sections = (
        f'<h2 id="{escape(tag)}">{escape(tag)}</h2>{"".join(map(_operation, group))}'
        for tag, group in groupby(by_tag, key=lambda each: each[2]["tags"][0])
    )
    schemas = document["components"].get("schemas", {})
    return _page(
        "Saleswire API",
        f"<h1>Saleswire API</h1><p>{escape(document['info']['description'])} "
        f'<a href="/api/openapi.json">As OpenAPI</a>.</p>{"".join(sections)}'
        f"<h2>Schemas</h2>{''.join(_schema(name, schemas[name]) for name in sorted(schemas))}",
    )


def _operation(each: tuple[str, str, Document]) -> str:
    path, verb, operation = each
    body = operation.get("requestBody", {}).get("content", {})
    parts = [
        f"<p>{escape(operation.get('description', ''))}</p>",
        _table("Parameters", (_parameter(it) for it in operation.get("parameters", []))),
        _table("Body", ((kind, _type(content.get("schema", {}))) for kind, content in body.items())),
        _table("Answers", (_answer(status, it) for status, it in operation.get("responses", {}).items())),
    ]
    return (
        f'<details><summary><span class="verb">{verb.upper()}</span><code>{escape(path)}</code> '
        f"{escape(operation.get('summary', ''))}</summary>{''.join(parts)}</details>"
    )


def _parameter(parameter: Document) -> tuple[str, str]:
    name = parameter.get("name") or parameter.get("$ref", "").rsplit("/", 1)[-1]
    needed = ", required" if parameter.get("required") else ""
    return f"{name} ({parameter.get('in', 'reference')}{needed})", _type(parameter.get("schema", {}))


def _answer(status: str, answer: Document) -> tuple[str, str]:
    types = [_type(content.get("schema", {})) for content in answer.get("content", {}).values()]
    return f"{status} {answer.get('description', '')}", ", ".join(filter(None, types))


def _schema(name: str, schema: Document) -> str:
    fields = ((field, _type(of)) for field, of in schema.get("properties", {}).items())
    return (
        f'<details id="{escape(name)}"><summary><code>{escape(name)}</code></summary>'
        f"<p>{escape(schema.get('description', ''))}</p>{_table('Fields', fields)}</details>"
    )


def _type(schema: Any) -> str:
    if not isinstance(schema, dict):
        return ""
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    if "items" in schema:
        return f"list of {_type(schema['items'])}"
    choices = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
    if choices:
        return " or ".join(filter(None, map(_type, choices)))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    return str(schema.get("format") or schema.get("type", ""))


def _table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><td><code>{escape(a)}</code></td><td>{escape(b)}</td></tr>" for a, b in rows)
    return f"<table><tr><th>{title}</th></tr>{cells}</table>" if cells else ""
