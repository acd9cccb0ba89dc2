"""Lists and reports over many orders: every sort, a filter of every kind, a person of every scope.

Rows are put straight into the databases of orders and reporting; then one user asks through the gateway.
"""

import random
import secrets
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import asyncpg

from benchmarks.figures import percentiles
from benchmarks.people import Person
from benchmarks.seeding import TERRITORIES, Trade, seed_orders, seed_reporting
from benchmarks.stand import Stand
from benchmarks.wire import Wire
from chassis.testing import named
from client import ApiClient
from saleswire.passwords import password

SCOPES = ("own", "team", "territory", "all")
ROWS_FOR_A_CLIENT, SAMPLED, WARM = 200, 2000, 100
PATHS = ("/api/orders", "/api/reports/statuses")
ORDERED = {"date", "time", "money", "int", "quantity"}
REPORT = "/api/reports/sales"
WORST, EVERYDAY = 12, 200
Asked = Mapping[str, str]


@dataclass(frozen=True)
class Reader:
    """Somebody who sees as much as the scope says."""

    scope: str
    id: UUID
    person: Person


@dataclass(frozen=True)
class Question:
    """What one person asks of the list."""

    name: str
    reader: Reader
    path: str


async def readers(stand: Stand, wire: Wire) -> tuple[list[Reader], UUID]:
    """A person of each scope, all of one team, and the team."""
    async with ApiClient(stand.origin) as admin:
        await admin.sign_in("admin", password(stand.place.state, "administrator"))
        team = (await admin.post("/api/identity/teams", {"name": "Readers"})).body["id"]
        versions = list((await admin.post("/api/identity/territories", {"name": TERRITORIES[1]})).written)
        found = []
        for scope in SCOPES:
            role = {"name": f"reads-{scope}", "scope": scope, "permissions": ["orders.read", "reports.read"]}
            versions += (await admin.post("/api/identity/roles", role)).written
            secret = secrets.token_urlsafe(24)
            username = f"reader-{scope}"
            asked: dict[str, Any] = {"username": username, "name": f"Reads {scope}", "roles": [role["name"]]}
            asked |= {"password": secret, "team_id": team, "territories": [TERRITORIES[1]]}
            answer = await admin.post("/api/identity/people", asked)
            versions += answer.written
            person = Person(wire, username, secret)
            found.append(Reader(scope, UUID(answer.body["id"]), person))
        await admin.settled(PATHS, versions)
    return found, UUID(team)


async def seeded(stand: Stand, people: Sequence[Reader], team: UUID, count: int) -> None:
    """So many orders in both databases; each reader has sold some, like any other member of the team."""
    async with connected(stand, "orders") as orders:
        today = await orders.fetchval("SELECT current_date")
        trade = Trade(max(count // ROWS_FOR_A_CLIENT, 100), today)
        trade.teams[0] = team
        for number, reader in enumerate(people):
            trade.sellers[number * len(trade.teams)] = reader.id
        await seed_orders(orders, trade, count)
    async with connected(stand, "reporting") as reporting:
        await seed_reporting(reporting, trade, count)


@asynccontextmanager
async def connected(stand: Stand, service: str) -> Any:
    """The administrator's connection to a service's database."""
    name = stand.infra.database_url(stand.place, service).rsplit("/", 1)[1]
    connection = await asyncpg.connect(named(stand.infra.admin_url, name))
    try:
        yield connection
    finally:
        await connection.close()


async def questions(stand: Stand, people: Sequence[Reader]) -> list[Question]:
    """Every offered sort with every filter for everybody, in a shuffled order that is the same each time."""
    columns = (await people[0].person.get("/api/orders/columns")).json()
    async with connected(stand, "orders") as orders:
        share = 100 * SAMPLED / max(await orders.fetchval("SELECT count(*) FROM sales_order"), SAMPLED)
        rows = await orders.fetch(f"SELECT * FROM sales_order TABLESAMPLE bernoulli ({share}) ORDER BY id")
    asked = [
        Question(f"{name}, sort={sort}, {reader.scope}", reader, address("/api/orders", told, sort=sort))
        for name, told in filters(columns, rows)
        for sort in sorts(columns)
        for reader in people
    ]
    random.Random(11).shuffle(asked)
    return asked


def address(path: str, told: Asked, **more: str) -> str:
    """The path with its query."""
    return f"{path}?{urlencode({**told, **more})}"


def sorts(columns: Sequence[Mapping[str, Any]]) -> list[str]:
    """Both directions of what can be sorted by."""
    return [sign + column["key"] for column in columns if column["sortable"] for sign in ("", "-")]


def filters(columns: Sequence[Mapping[str, Any]], rows: Sequence[Any]) -> Iterator[tuple[str, Asked]]:
    """No filter, some of each column with values that occur, and searches; all by name."""
    yield "no filter", {}
    for column in columns:
        if column["filterable"] and column["kind"] == "enum":
            yield from _choices(column)
        elif column["filterable"]:
            values = [row[column["key"]] for row in rows if row[column["key"]] not in (None, "")]
            if values:  # nobody looks for what no order has
                yield from _filters(column, values)
    for words in ("retrofit", "timber pump", "Kiel 2025-0", "nowhere"):
        yield f"q={words}", {"q": words}


def _choices(column: Mapping[str, Any]) -> Iterator[tuple[str, Asked]]:
    key, values = column["key"], column["values"]
    for value in (values[0], values[-2], ",".join(values[:3]), ",".join(values[:-2])):
        yield f"{key}={value}", {key: value}
    yield f"{key}.ne={values[-2]}", {f"{key}.ne": values[-2]}


def _filters(column: Mapping[str, Any], values: Sequence[Any]) -> Iterator[tuple[str, Asked]]:
    key, kind = column["key"], column["kind"]
    typical = _text(values[len(values) // 2])
    yield f"{key}=", {key: typical}
    if kind == "text":
        yield f"{key}.has", {f"{key}.has": typical[1:6]}
    if kind in ORDERED:
        ranked = sorted(values)
        for operator, share in (("gte", 0.98), ("gte", 0.75), ("lt", 0.5)):
            value = _text(ranked[int((len(ranked) - 1) * share)])
            yield f"{key}.{operator} at {share:.0%}", {f"{key}.{operator}": value}


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


async def list_pages(asked: Sequence[Question], seconds: float) -> dict[str, list[float]]:
    """Milliseconds of the first page and the one after it, by question, as many as there is time for."""
    took: dict[str, list[float]] = defaultdict(list)
    for question in asked[-WARM:]:
        await question.reader.person.get(question.path)
    ends = time.monotonic() + seconds
    for question in asked:
        if time.monotonic() > ends:
            break
        reply = await question.reader.person.get(question.path)
        took[question.name].append(reply.took)
        cursor = reply.json()["next"]
        if cursor is not None:
            reply = await question.reader.person.get(f"{question.path}&{urlencode({'cursor': cursor})}")
            took[question.name].append(reply.took)
    return took


async def everyday(stand: Stand, reader: Reader, times: int) -> dict[str, dict[str, float]]:
    """The two lists that everybody looks at: a client's orders of a status, and the newest of a status."""
    async with connected(stand, "orders") as orders:
        rows = await orders.fetch(
            "SELECT client_id, status FROM sales_order ORDER BY md5(id::text) LIMIT $1", times
        )
    asked = {
        "a client's orders of a status": [{"client_id": str(row[0]), "status": row[1]} for row in rows],
        "the newest of a status": [{"status": row[1]} for row in rows],
    }
    found = {}
    for name, several in asked.items():
        replies = [await reader.person.get(address("/api/orders", told, sort="-number")) for told in several]
        found[name] = percentiles([reply.took for reply in replies[len(replies) // 10 :]])
    return found


async def reports(people: Sequence[Reader], since: str, times: int) -> dict[str, list[float]]:
    """Milliseconds of sales by product and month, of all years and of one, by scope."""
    took: dict[str, list[float]] = defaultdict(list)
    for number in range(times):
        for reader in people:
            for name, told in (("all years", {}), ("a year", {"from": since})):
                path = address(REPORT, {"by": "product", "period": "month", **told})
                reply = await reader.person.get(path)
                if number:  # the first one is for the caches
                    took[f"{name}, {reader.scope}"].append(reply.took)
    return took


async def measured(stand: Stand, people: Sequence[Reader], team: UUID, count: int, seconds: float) -> Any:
    """Figures of lists and reports over ``count`` orders, and how long seeding took."""
    began = time.monotonic()
    await seeded(stand, people, team, count)
    seeding = time.monotonic() - began
    for reader in people:
        await reader.person.fresh()
    asked = await questions(stand, people)
    listed = await list_pages(asked, seconds)
    async with connected(stand, "orders") as orders:
        since = await orders.fetchval("SELECT date_trunc('month', current_date - 365)::date::text")
    usual = await everyday(stand, people[-1], EVERYDAY)
    reported = await reports(people, since, 12)
    return {
        "everyday": usual,
        "list": summary(listed) | {"combinations": len(asked)},
        "report": summary(reported),
    } | {"seeding_s": seeding}


def summary(took: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Percentiles of all, and the names that cost most on average."""
    everything = percentiles([each for several in took.values() for each in several])
    mean = {name: sum(several) / len(several) for name, several in took.items()}
    worst = sorted(mean, key=lambda name: -mean[name])[:WORST]
    return everything | {"measured": len(took), "worst": {name: mean[name] for name in worst}}
