"""What the request that creates a quote costs its service in CPU, beside one hand-written statement.

``python -m benchmarks.create_quote URL``: the statement alone (asyncpg, bare process), and behind a bare
FastAPI route whose requests somebody else sends. It inserts a quote, three lines and an outbox row.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import psutil
import uvicorn
import uvloop
from fastapi import FastAPI
from pydantic import BaseModel

from benchmarks.company import Company
from benchmarks.flow import HEAD
from benchmarks.usage import components
from benchmarks.wire import Wire
from saleswire.places import HOST, Place

WARM_UP, REQUESTS, STATEMENTS = 100, 300, 2000
TABLES = """
CREATE TABLE bare_quote (id uuid PRIMARY KEY, version bigint, number text, status text, quoted_on date,
    client_id uuid, client jsonb, owner_id uuid, address jsonb, terms text, project text, description text,
    totals jsonb, net numeric, gross numeric, created_at timestamptz DEFAULT clock_timestamp());
CREATE TABLE bare_line (id uuid PRIMARY KEY, quote_id uuid, position int, product_id uuid, name text,
    quantity numeric, list_price numeric, unit_price numeric, net numeric);
CREATE TABLE bare_outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, event_id uuid, topic text,
    key bytea, type text, aggregate_id uuid, sequence bigint, correlation_id uuid, causation_id uuid,
    actor uuid, via text, body bytea, recorded_at timestamptz DEFAULT clock_timestamp());
CREATE SEQUENCE bare_number
"""
CTE = """
WITH quote AS (
    INSERT INTO bare_quote SELECT $1, 1, 'Q-' || nextval('bare_number'), 'draft', $2, $3, $4, $5, $6, $7, $8,
    $9, $10, $11, $12 RETURNING number
), line AS (
    INSERT INTO bare_line SELECT id, $1, position, product_id, name, quantity, price, price, net FROM
    unnest($13::uuid[], $14::int[], $15::uuid[], $16::text[], $17::numeric[], $18::numeric[], $19::numeric[])
    AS given (id, position, product_id, name, quantity, price, net)
), said AS (
    INSERT INTO bare_outbox (event_id, topic, key, type, aggregate_id, sequence, correlation_id,
    causation_id, actor, via, body) VALUES ($20, 'sales.quote.v1', $21, 'sales.quote.drafted.v1', $1, 1, $1,
    $22, $5, 'api', $23)
) SELECT number FROM quote
"""
ADDRESS = {"name": "Norrland Skog AB", "street": "Storgatan 12", "city": "Umeå", "country": "Sweden"}
CLIENT = {"id": str(uuid4()), "number": "C-000001", "name": "Norrland Skog AB"}
PRICE = Decimal("95.5")


class Line(BaseModel):
    """One line as it is asked for."""

    product_id: UUID
    quantity: Decimal


class Draft(BaseModel):
    """The request, as our own service gets it."""

    client_id: UUID
    lines: list[Line]
    terms: str
    project: str
    description: str


async def insert(connection: Any, asked: Draft) -> dict[str, Any]:
    """The hand-written way: build the event and run the statement."""
    id, owner = uuid4(), uuid4()
    lines: list[dict[str, Any]] = [
        {
            "line_id": str(uuid4()),
            "position": position,
            "product_id": str(line.product_id),
            "name": "Sensor",
            "quantity": str(line.quantity),
            "list_price": str(PRICE),
            "unit_price": str(PRICE),
            "net": str(line.quantity * PRICE),
        }
        for position, line in enumerate(asked.lines, start=1)
    ]
    nets = [line.quantity * PRICE for line in asked.lines]
    totals = {"net": str(sum(nets)), "gross": str(sum(nets)), "currency": "EUR"}
    event: dict[str, Any] = {
        "quote_id": str(id),
        "client": CLIENT,
        "owner_id": str(owner),
        "shipping_address": ADDRESS,
    }
    event = {**event, "billing_address": ADDRESS, "lines": lines, "totals": totals, **HEAD}
    number = await connection.fetchval(
        CTE,
        *(id, date(2026, 1, 2), asked.client_id, json.dumps(CLIENT), owner, json.dumps(ADDRESS)),
        *(asked.terms, asked.project, asked.description, json.dumps(totals), sum(nets), sum(nets)),
        *([UUID(line["line_id"]) for line in lines], [1, 2, 3], [line.product_id for line in asked.lines]),
        *(["Sensor"] * 3, [line.quantity for line in asked.lines], [PRICE] * 3, nets),
        *(uuid4(), str(id).encode(), uuid4(), json.dumps(event).encode()),
    )
    return event | {"number": number}


def body(client: str, products: list[str]) -> dict[str, Any]:
    """A quote of three lines."""
    lines = [{"product_id": id, "quantity": str(random.randint(1, 20))} for id in random.sample(products, 3)]
    return {"client_id": client, "lines": lines, **HEAD}


async def alone(connection: Any) -> float:
    """CPU milliseconds of this process for each statement."""
    products = [str(uuid4()) for _ in range(60)]
    asked = [Draft.model_validate(body(CLIENT["id"], products)) for _ in range(50)]
    for _ in range(WARM_UP):
        await insert(connection, asked[0])
    began = time.process_time()
    for number in range(STATEMENTS):
        await insert(connection, asked[number % 50])
    return (time.process_time() - began) / STATEMENTS * 1000


async def serve(url: str) -> None:
    """Print the figure of the statement alone and the port of the bare route, then serve until killed."""
    connection = await asyncpg.connect(url)
    app = FastAPI()

    @app.post("/api/quotes", status_code=201)
    async def draft(asked: Draft) -> dict[str, Any]:
        return await insert(connection, asked)

    config = uvicorn.Config(app, host=HOST, port=0, http="httptools", access_log=False, log_level="warning")
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    print(json.dumps({"statement_ms": await alone(connection), "port": port}), flush=True)
    await serving


async def ours(place: Place, company: Company) -> float:
    """CPU milliseconds of the service quotes, with its relay and consumers, for each request."""

    async def ask(number: int) -> None:
        client = company.clients[number % len(company.clients)]
        await client.seller.post("/api/quotes", body(client.id, company.products))

    return await spent_on(components(place)["quotes"], ask)


async def bare(pid: int, port: int, company: Company) -> float:
    """CPU milliseconds of the bare service for each request."""
    wire = Wire(port)

    async def ask(_: int) -> None:
        content = json.dumps(body(company.clients[0].id, company.products)).encode()
        await wire.ask("POST", "/api/quotes", content, {"content-type": "application/json"})

    try:
        return await spent_on(pid, ask)
    finally:
        wire.close()


async def spent_on(pid: int, ask: Callable[[int], Awaitable[None]]) -> float:
    """CPU milliseconds of a process for each request, one at a time."""
    for number in range(WARM_UP):
        await ask(number)
    before = cpu_seconds(pid)
    for number in range(REQUESTS):
        await ask(number)
    await asyncio.sleep(0.2)  # what the last ones said goes out, too
    return (cpu_seconds(pid) - before) / REQUESTS * 1000


def cpu_seconds(pid: int) -> float:
    """CPU seconds of one process so far."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def main(url: str) -> None:
    """Serve until killed."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(serve(url))


if __name__ == "__main__":
    main(*sys.argv[1:])
