"""Other ways in: around the gateway, with forged headers, in odd encodings, slowly, and through the logs."""

import asyncio
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from deals import Deals
from stack import SECRET, Company

from contracts.event import new_id
from saleswire.places import HOST, SERVICES

pytestmark = pytest.mark.timeout(300)  # the whole company starts first
FORGED = {
    "X-User": "admin",
    "X-Person-Id": str(new_id()),
    "X-Forwarded-User": "admin",
    "X-Roles": "administrator",
    "X-Original-URL": "/api/identity/people",
    "X-HTTP-Method-Override": "DELETE",
    "Forwarded": "for=127.0.0.1;by=admin",
}
ANYTHING = {  # some are not for everybody
    "identity": "/api/identity/people",
    "catalog": "/api/catalog/costs",
    "crm": "/api/crm/clients",
    "fulfillment": "/api/fulfillment/refused-facts",
    "billing": "/api/billing/invoices",
    "reporting": "/api/reports/statuses",
}
ODD_BODIES = {
    "JSON in UTF-16": ('{"client_id": "%s"}', "utf-16"),
    "half a character in UTF-16": ('{"client_id": "%s", "project": "\\ud800"}', "utf-16"),
    "half a character in UTF-32": ('{"client_id": "%s", "project": "\\ud800"}', "utf-32"),
    "a null character in UTF-16": ('{"client_id": "%s", "project": "\\u0000"}', "utf-16-le"),
    "deep JSON in UTF-16": ('{"client_id": "%s", "lines": ' + "[" * 30 + "]" * 30 + "}", "utf-16"),
    "Latin letters that are no UTF-8": ('{"client_id": "%s", "project": "Umeå"}', "latin-1"),
}
MARK = "forged-log-line"
CONNECTIONS = 100


def direct(company: Company, service: str, **headers: str) -> httpx2.AsyncClient:
    """A client to a service's own port, past the gateway."""
    url = f"http://{HOST}:{company.place.ports[service]}"
    return httpx2.AsyncClient(base_url=url, headers=headers, timeout=30, trust_env=False)


def told(answer: httpx2.Response) -> tuple[int, Any]:
    """Status and body without what differs each time."""
    body = answer.json()
    if isinstance(body, dict):
        body = {name: value for name, value in body.items() if name not in ("trace_id", "fresh_until")}
    return answer.status_code, body


@pytest.mark.parametrize("service", SERVICES)
async def test_a_service_reached_around_the_gateway_answers_the_same(deals: Deals, service: str) -> None:
    path = ANYTHING.get(service, f"/api/{service}")
    for who in ("administrator", "manager", "seller", "production"):
        token = str(deals.people[who].client.headers["Authorization"])
        async with direct(deals.company, service, Authorization=token) as around:
            assert told(await around.get(path)) == told(await deals.people[who].get(path)), who
    async with direct(deals.company, service) as nobody:
        assert (await nobody.get(path)).status_code == 401


@pytest.mark.parametrize("service", SERVICES)
async def test_forged_headers_are_nobody_and_make_nobody_more(deals: Deals, service: str) -> None:
    path, person = ANYTHING.get(service, f"/api/{service}"), deals.people["seller"]
    token = str(person.client.headers["Authorization"])
    async with direct(deals.company, service) as around, deals.company.client() as through:
        for client in (around, through):
            assert (await client.get(path, headers=FORGED)).status_code == 401
            answer = await client.get(path, headers=FORGED | {"Authorization": token})
            assert told(answer) == told(await person.get(path))


@pytest.mark.parametrize("which", ODD_BODIES)
async def test_a_body_in_an_odd_encoding_is_refused(deals: Deals, which: str) -> None:
    text, encoding = ODD_BODIES[which]
    body = (text % deals.ids["client"]["seller"]).encode(encoding)
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid4().hex}
    answer = await deals.people["seller"].client.post("/api/quotes", content=body, headers=headers)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_who_sends_headers_or_bodies_drop_by_drop_keeps_nobody_else_waiting(deals: Deals) -> None:
    port = deals.company.place.ports["gateway"]
    head = f"POST /api/quotes HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 500000\r\n"
    slow = await asyncio.gather(*(asyncio.open_connection(HOST, port) for _ in range(CONNECTIONS)))
    try:
        for number, (_, writer) in enumerate(slow):
            writer.write((head if number % 2 else head + "\r\n{").encode())
            await writer.drain()
        for _ in range(5):
            assert (await deals.people["seller"].get("/api/quotes?limit=1")).status_code == 200
            for _, writer in slow:
                writer.write(b" ")
    finally:
        for _, writer in slow:
            writer.close()


async def test_nothing_in_a_request_begins_a_line_of_a_log_or_a_header(deals: Deals) -> None:
    person, broken = deals.people["seller"], f"a\r\n{MARK}: 1"
    quoted = f"a%0d%0a{MARK}:%201"
    port = deals.company.place.ports["gateway"]
    answers = [
        await person.get("/api/quotes", params={"q": broken, "sort": broken}),
        await person.get("/api/quotes", params={broken: broken}),
        await person.get(f"/api/orders/{quoted}"),
        await person.get("/api/orders/prefill", params={"quote_number": broken}),
        await person.client.post("/api/auth/token", data={"username": broken, "password": broken}),
        await person.post("/api/quotes", {"client_id": broken, broken: broken}),
        await person.client.get(
            "/api/auth/authorize", params={"redirect_uri": broken, "state": broken, "client_id": broken}
        ),
    ]
    for answer in answers:
        assert 400 <= answer.status_code < 500, answer.text
        assert MARK not in answer.headers
    raw = await exchanged(
        port, f"GET /api/quotes?q={quoted} HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\n{MARK}\r\n\r\n"
    )
    assert f"\r\n{MARK}".encode() not in raw
    for name, text in logs(deals.company).items():
        assert not [line for line in text.splitlines() if line.lstrip().startswith(MARK)], name


async def exchanged(port: int, request: str) -> bytes:
    """Send these bytes and read what comes back until the end, a second at most."""
    reader, writer = await asyncio.open_connection(HOST, port)
    writer.write(request.encode())
    try:
        async with asyncio.timeout(1):
            return await reader.read()
    except TimeoutError:
        return b""
    finally:
        writer.close()


async def test_no_log_holds_a_token_or_a_password(deals: Deals) -> None:
    token = str(deals.admin.client.headers["Authorization"]).removeprefix("Bearer ")
    for name, text in logs(deals.company).items():
        assert token not in text, name
        assert SECRET not in text, name


def logs(company: Company) -> dict[str, str]:
    """What every component has logged so far."""
    found = {log.name: log.read_text(errors="replace") for log in company.place.logs.glob("*.log")}
    assert len(found) >= len(SERVICES)
    return found
