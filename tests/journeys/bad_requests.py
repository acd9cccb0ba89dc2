"""The table of bad requests: what is wrong, and the status, problem type and field that it must be told."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from uuid import uuid4

from selling import Selling

KEY = "the-key-of-the-draft"
Bodies = dict[str, Any] | list[Any] | bytes | str | None


@dataclass
class Bad:
    """One request of the table and the problem that it must get; ``pointer`` names the field at fault."""

    name: str
    status: int
    slug: str
    path: str = "/api/quotes"
    method: str = "POST"
    who: str = "sven"
    body: Callable[[Selling], Bodies] = Selling.quote
    headers: dict[str, str] = field(default_factory=dict)
    pointer: str = ""
    key: bool = True
    version: int | None = None


def with_line(**changes: Any) -> Callable[[Selling], Bodies]:
    """A quote whose line differs from a good one."""
    return lambda s: s.quote(lines=[{"product_id": s.product_id, "quantity": "3"} | changes])


def with_head(**changes: Any) -> Callable[[Selling], Bodies]:
    """A quote that differs from a good one."""
    return lambda s: s.quote(**changes)


def raw(text: str) -> Callable[[Selling], Bodies]:
    """A body as it is; ``LINE`` stands for a product and its comma, ``CLIENT`` for the client's id."""
    return lambda s: (
        text.replace("LINE", f'"product_id": "{s.product_id}",').replace("CLIENT", s.client_id).encode()
    )


def read(name: str, status: int, slug: str, path: str, **more: Any) -> Bad:
    """A GET of the table."""
    return Bad(name, status, slug, path, "GET", key=False, body=lambda _: None, **more)


def decide(name: str, status: int, slug: str, path: str, **more: Any) -> Bad:
    """A step of a quote that exists."""
    return Bad(name, status, slug, path, **({"body": lambda _: {}} | more))


ACCEPT = "/api/quotes/<draft>/accept"
EDIT: dict[str, Any] = {"path": "/api/quotes/<edited>", "method": "PATCH", "key": False}
UNKNOWN = str(uuid4())
QUANTITY = "/lines/0/quantity"

UNREADABLE = [
    Bad("a body that is not JSON", 400, "malformed", body=raw("{")),
    Bad("half a body", 400, "malformed", body=raw('{"client_id": "CLIENT", "lines": [')),
    Bad("bytes that are no text", 400, "malformed", body=lambda _: b'{"project": "\xff\xfe"}'),
    Bad("an empty body", 422, "schema", body=raw("")),
    Bad("a list for an object", 422, "schema", body=lambda _: []),
    Bad("a word for an object", 422, "schema", body=raw('"quote"')),
    Bad("JSON of 30 levels", 400, "too-deep", body=raw("[" * 30 + "]" * 30)),
    Bad("JSON of 100000 levels", 413, "too-many-values", body=raw("[" * 100_000)),
    Bad("a body beyond the limit", 413, "too-large", body=raw('{"terms": "' + "x" * 1_100_000 + '"}')),
    Bad("another kind of body", 422, "schema", headers={"Content-Type": "text/plain"}),
    Bad("an unknown field", 422, "schema", body=with_head(status="accepted"), pointer="/status"),
    Bad("an unknown field of a line", 422, "schema", body=with_line(net="1"), pointer="/lines/0/net"),
    read("an unknown query parameter", 400, "unknown-parameter", "/api/quotes/<draft>?expand=all"),
    read("an unknown filter", 400, "unknown-parameter", "/api/quotes?colour=red"),
    read("a filter of the wrong type", 400, "", "/api/quotes?gross.gte=much"),
    read("a sort by nothing", 400, "", "/api/quotes?sort=colour"),
    read("a forged cursor", 400, "", "/api/quotes?cursor=AAAA"),
    read("a page without end", 400, "", "/api/quotes?limit=1000000"),
    read("an id that is none", 422, "schema", "/api/quotes/1"),
    read("a wait for nonsense", 400, "wait-for-malformed", "/api/quotes", headers={"Wait-For": "quote"}),
    Bad("an unknown origin", 400, "via-malformed", headers={"Saleswire-Via": "magic"}),
]
ACCESS = [
    Bad("no token", 401, "unauthenticated", who=""),
    *(
        Bad(f"a token {which}", 401, "unauthenticated", who=which)
        for which in ("nonsense", "unsigned", "of a stranger", "of a stranger with our key id", "expired")
    ),
    *(
        Bad(f"a token {which}", 401, "unauthenticated", who=which)
        for which in ("for somebody else", "of another issuer")
    ),
    Bad("a token of nobody", 403, "forbidden", who="of nobody"),
    Bad(
        "basic authentication",
        401,
        "unauthenticated",
        who="",
        headers={"Authorization": "Basic c3ZlbjpzdmVu"},
    ),
    Bad("a missing permission", 403, "forbidden", who="anna"),
    Bad("a missing permission elsewhere", 403, "forbidden", "/api/catalog/devices", body=lambda _: {}),
    read("a quote of another territory", 404, "not-found", "/api/quotes/<sent>", who="greta"),
    decide(
        "a step in another territory", 404, "not-found", "/api/quotes/<sent>/accept", who="greta", version=2
    ),
    read("a client of another territory", 404, "not-found", "/api/crm/clients/<client>", who="greta"),
    Bad("another day without the permission", 403, "forbidden", body=with_head(quoted_on="2026-02-03")),
    read("an unknown id", 404, "not-found", f"/api/quotes/{UNKNOWN}"),
    decide("a step of nothing", 404, "not-found", f"/api/quotes/{UNKNOWN}/accept", version=1),
    read("an unknown page", 404, "not-found", "/api/nothing"),
    read("an unknown page of a service", 404, "not-found", "/api/quotes/<draft>/nothing"),
    Bad("a wrong method", 405, "method-not-allowed", "/api/quotes/<draft>", "DELETE", version=1),
]
STATE = [
    decide("a wrong state", 409, "quote-draft", ACCEPT, version=1),
    decide("a state that is over", 409, "quote-sent", "/api/quotes/<sent>/send", version=2),
    Bad("a stale version", 412, "stale", **EDIT, version=1, body=lambda _: {"project": "again"}),
    decide("a step on a stale version", 412, "stale", "/api/quotes/<sent>/accept", version=1),
    Bad("a version to come", 412, "stale", **EDIT, version=99, body=lambda _: {"project": "again"}),
    Bad("no If-Match", 428, "precondition-required", **EDIT, body=lambda _: {}),
    decide("a step without If-Match", 428, "precondition-required", ACCEPT),
    decide("If-Match for anything", 400, "if-match-malformed", ACCEPT, headers={"If-Match": "*"}),
    Bad(
        "a key of another request",
        422,
        "idempotency-key-reused",
        headers={"Idempotency-Key": KEY},
        body=with_line(quantity="4"),
    ),
    Bad("no key", 400, "idempotency-key-missing", key=False),
    Bad("an endless key", 400, "idempotency-key-malformed", headers={"Idempotency-Key": "k" * 300}),
]
VALUES = [
    Bad("a null character", 422, "text", body=raw('{"client_id": "CLIENT", "project": "a\\u0000b"}')),
    Bad("half a character", 422, "text", body=raw('{"client_id": "CLIENT", "project": "\\ud800"}')),
    Bad("a bare control character", 400, "malformed", body=raw('{"project": "a\0b"}')),
    Bad(
        "a wrong enum",
        422,
        "schema",
        "/api/crm/clients",
        pointer="/kind",
        body=lambda _: {
            "name": "N",
            "territory": "Sweden",
            "shipping_address": {"country": "S"},
            "kind": "alien",
        },
    ),
    Bad("a negative quantity", 422, "schema", body=with_line(quantity="-1"), pointer=QUANTITY),
    Bad("a quantity of nothing", 422, "schema", body=with_line(quantity="0"), pointer=QUANTITY),
    Bad("a tiny part", 422, "schema", body=with_line(quantity="0.000001"), pointer=QUANTITY),
    Bad("a word for a number", 422, "schema", body=with_line(quantity="three"), pointer=QUANTITY),
    Bad("an absurd number", 422, "schema", body=with_line(quantity="1e400"), pointer=QUANTITY),
    Bad(
        "an absurd JSON number",
        422,
        "schema",
        body=raw('{"client_id": "CLIENT", "lines": [{LINE "quantity": 1e400}]}'),
        pointer=QUANTITY,
    ),
    Bad("NaN", 422, "schema", body=with_line(quantity="NaN"), pointer=QUANTITY),
    Bad(
        "a bare NaN",
        422,
        "schema",
        body=raw('{"client_id": "CLIENT", "lines": [{LINE "quantity": NaN}]}'),
        pointer=QUANTITY,
    ),
    Bad("infinity", 422, "schema", body=with_line(unit_price="Infinity"), pointer="/lines/0/unit_price"),
    Bad(
        "a number of 5000 digits",
        400,
        "malformed",
        body=raw('{"client_id": "CLIENT", "lines": [{LINE "quantity": ' + "9" * 5000 + "}]}"),
    ),
    Bad("a discount beyond all", 422, "schema", body=with_line(discount="1.5"), pointer="/lines/0/discount"),
    Bad("a price below the floor", 422, "", body=with_line(unit_price="0.01")),
    Bad(
        "a quote beyond the largest",
        422,
        "total-too-large",
        body=with_line(quantity="10000000", unit_price="1000000"),
    ),
    Bad(
        "a day that is none", 422, "schema", body=with_head(valid_until="2026-02-30"), pointer="/valid_until"
    ),
    Bad(
        "a day of the year 0", 422, "schema", body=with_head(valid_until="0000-01-01"), pointer="/valid_until"
    ),
    Bad(
        "a day of the year 10000",
        422,
        "schema",
        body=with_head(valid_until="10000-01-01"),
        pointer="/valid_until",
    ),
    Bad("the last day of all", 422, "schema", who="admin", body=with_head(quoted_on="9999-12-31")),
    Bad("an end before the beginning", 422, "dates", body=with_head(valid_until="2020-01-01")),
    Bad("a very long string", 422, "schema", body=with_head(project="x" * 201), pointer="/project"),
    Bad("a book for a string", 422, "schema", body=with_head(terms="x" * 900_000), pointer="/terms"),
    Bad(
        "more lines than a quote has",
        422,
        "schema",
        body=lambda s: s.quote(lines=s.quote()["lines"] * 1001),
        pointer="/lines",
    ),
    Bad("an unknown client", 422, "unknown-client", body=with_head(client_id=UNKNOWN)),
    Bad("an unknown product", 422, "unknown-product", body=with_line(product_id=UNKNOWN)),
    Bad(
        "an id that is a command",
        422,
        "schema",
        body=with_head(client_id="' OR 1=1 --"),
        pointer="/client_id",
    ),
]
TRICKS = [
    read(f"the path {path}", 400, "malformed", path)
    for path in (
        "/api/quotes/%2e%2e/orders",
        "/api/quotes/..%2forders",
        "/api//quotes",
        "/api/quotes%00",
        "/api/quotes/%5c..",
        "/api/quotes/%252e%252e/orders",
    )
]

TABLE = list(chain(UNREADABLE, ACCESS, STATE, VALUES, TRICKS))
