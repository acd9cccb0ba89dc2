"""What a test needs to be there before it begins: a quote or an order of the seller, made through the API."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from chassis.testing import Person, until

CLIENT, PRODUCT = "Norrland Skog AB", "PS-240"


@asynccontextmanager
async def seller(stack: Any, sign_ins: Any, username: str = "elin.sand") -> AsyncIterator[Person]:
    """Somebody of the demo company at the gateway."""
    token = await stack.token(username, sign_ins.secrets[username])
    async with stack.client(token) as client:
        me = (await client.get("/api/identity/me")).json()
        yield Person(UUID(me["person"]["id"]), client)


async def made(person: Person, path: str, body: Any, version: int | None = None) -> dict[str, Any]:
    """The document that a command answers with."""
    answer = await person.post(path, body, version=version)
    assert answer.status_code in (200, 201), answer.text
    document: dict[str, Any] = answer.json()
    return document


async def accepted_quote(person: Person) -> dict[str, Any]:
    """A quote that the client accepted a moment ago."""
    line = {"product_id": await id_of(person, "/api/catalog/devices", "number", PRODUCT), "quantity": "2"}
    body = {
        "client_id": await id_of(person, "/api/crm/clients", "name", CLIENT),
        "project": f"Paper machine {uuid4().hex[:6]}",
        "description": "Pressure at the headbox",
        "terms": "30 days net",
        "lead_time_days": 14,
        "lines": [line],
    }
    quote = await made(person, "/api/quotes", body)
    for step in ("send", "accept"):
        quote = await made(person, f"/api/quotes/{quote['id']}/{step}", {}, quote["version"])
    return quote


async def draft_order(person: Person) -> dict[str, Any]:
    """The order that such a quote became, not placed yet."""
    quote = await accepted_quote(person)
    return await until(lambda: order_of(person, quote["id"]))


async def order_of(person: Person, quote_id: str) -> dict[str, Any] | None:
    """The order of a quote, when it is there."""
    found = await orders_of(person, quote_id)
    return found[0] if found else None


async def orders_of(person: Person, quote_id: str) -> list[dict[str, Any]]:
    """All orders of a quote; there must never be two."""
    answer = await person.get("/api/orders", params={"quote_id": quote_id, "cols": "id,number,status"})
    rows: list[dict[str, Any]] = answer.json()["items"]
    return rows


async def id_of(person: Person, path: str, column: str, value: str) -> str:
    """The id of the row of a list that has this value."""
    answer = await person.get(path, params={column: value, "cols": "id", "limit": 1})
    return str(answer.json()["items"][0]["id"])
