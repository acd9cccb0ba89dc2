"""Bad requests through the gateway: each gets a problem that says why, and nothing is half done."""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from bad_requests import KEY, TABLE, Bad, with_line
from selling import Selling, begin_selling, made
from signing import identity_settings, signed_by
from stack import Company, running_stack

from chassis.kafka import make_consumer, make_producer
from chassis.testing import LocalIssuer, Person, broker, until
from contracts.event import new_id
from contracts.quotes import QUOTE, QuoteAccepted

SERVICES = ("identity", "crm", "catalog", "quotes", "orders")
DOCUMENTS = {
    "identity": ("person", "team", "territory", "role"),
    "catalog": ("product", "price_list", "listed_price"),
    "crm": ("party", "contact"),
    "quotes": ("quote", "quote_revision", "timer"),
    "orders": ("sales_order", "order_line"),
}
BOOKS = "(SELECT count(*) FROM journal) + (SELECT count(*) FROM outbox) AS events"


@dataclass
class World:
    """What the requests of the table are about."""

    selling: Selling
    draft: dict[str, Any]
    edited: dict[str, Any]
    sent: dict[str, Any]
    tokens: dict[str, str]

    def path(self, template: str) -> str:
        """The path with ids put in."""
        ids = {"draft": self.draft["id"], "edited": self.edited["id"], "sent": self.sent["id"]}
        for name, id in ids.items():
            template = template.replace(f"<{name}>", id)
        return template.replace("<client>", self.selling.client_id)


@pytest.fixture(scope="module")
async def world() -> AsyncIterator[World]:
    """A stack whose gateway is soon tired of one person, and three quotes."""
    rate = {"SALESWIRE_RATE_PER_SECOND": "20", "SALESWIRE_RATE_BURST": "300"}
    async with running_stack(*SERVICES, **rate) as company:
        selling = await begin_selling(company)
        draft = await selling.draft(key=KEY)
        edited = await selling.draft()
        changed = await selling.sven.patch(f"/api/quotes/{edited['id']}", {"project": "Umeå"}, version=1)
        assert changed.status_code == 200, changed.text
        sent = await selling.send()
        await company.known(changed)
        yield World(selling, draft, edited, sent, await tokens(company, selling.sven))


async def tokens(company: Company, person: Person) -> dict[str, str]:
    """Tokens that must not be taken, by what is wrong with them."""
    ours, theirs = await signed_by(company), LocalIssuer()
    settings = identity_settings(company)
    return {
        "good": str(person.client.headers["Authorization"]).removeprefix("Bearer "),
        "nonsense": "no-token",
        "unsigned": "eyJhbGciOiJub25lIn0.e30.",
        "of a stranger": theirs.token(settings, person.id),
        "of a stranger with our key id": LocalIssuer(ours.kid).token(settings, person.id),
        "expired": ours.sign(ours.claims(settings, person.id, exp=1_700_000_000)),
        "for somebody else": ours.sign(ours.claims(settings, person.id, aud="another")),
        "of another issuer": ours.sign(ours.claims(settings, person.id, iss="https://elsewhere")),
        "of nobody": ours.sign(ours.claims(settings, new_id(), iat=1_700_000_000)),
    }


@pytest.mark.parametrize("bad", TABLE, ids=lambda bad: bad.name)
async def test_a_bad_request_is_refused_and_nothing_is_half_done(world: World, bad: Bad) -> None:
    before = await everything(world)
    answer = await ask(world, bad)
    problem = the_problem(answer, bad.status)
    assert not bad.slug or problem["type"] == f"urn:saleswire:problem:{bad.slug}"
    assert not bad.pointer or bad.pointer in [error["pointer"] for error in problem["errors"]], problem
    assert await everything(world) == before


async def ask(world: World, bad: Bad) -> httpx2.Response:
    """Send one request of the table."""
    body = bad.body(world.selling)
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} | authorization(world, bad.who)
    headers |= {"Idempotency-Key": uuid4().hex} if bad.key else {}
    headers |= {"If-Match": f'"v{bad.version}"'} if bad.version is not None else {}
    async with world.selling.company.client() as client:
        url = world.path(bad.path)
        return await client.request(bad.method, url, content=content, headers=headers | bad.headers)


def authorization(world: World, who: str) -> dict[str, str]:
    """The header of a person or of a bad token; none for nobody."""
    person: Person | None = getattr(world.selling, who, None) if who else None
    if person is not None:
        return {"Authorization": str(person.client.headers["Authorization"])}
    return {"Authorization": f"Bearer {world.tokens[who]}"} if who else {}


def the_problem(answer: httpx2.Response, status: int) -> dict[str, Any]:
    """The problem+json of an answer, with all its parts."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:saleswire:problem:")
    assert problem["title"]
    assert problem["detail"]
    assert int(problem["trace_id"], 16) > 0
    assert len(problem["trace_id"]) == 32
    return problem


async def everything(world: World) -> dict[str, dict[str, Any]]:
    """How many documents and events each service holds."""
    company = world.selling.company
    return {service: (await company.rows(service, counting(service)))[0] for service in SERVICES}


def counting(service: str) -> str:
    """One statement that counts documents, kept answers and events."""
    tables = (*DOCUMENTS[service], "idempotency")
    return f"SELECT {', '.join(f'(SELECT count(*) FROM {table}) AS {table}' for table in tables)}, {BOOKS}"


async def test_a_stale_change_gets_the_document_as_it_stands(world: World) -> None:
    answer = await world.selling.sven.patch(f"/api/quotes/{world.edited['id']}", {"project": "x"}, version=1)
    current = the_problem(answer, 412)["current"]
    assert current["version"] == 2
    assert current["project"] == "Umeå"


async def test_the_same_key_with_the_same_body_gets_the_same_answer(world: World) -> None:
    before = await everything(world)
    again = await world.selling.sven.post("/api/quotes", world.selling.quote(), key=KEY)
    assert again.json() == world.draft
    assert again.headers["idempotency-replayed"] == "true"
    assert await everything(world) == before


async def test_a_problem_tells_nobody_how_we_are_built(world: World) -> None:
    answer = await ask(world, Bad("", 0, "", body=with_line(quantity="NaN")))
    assert not [word for word in ("Traceback", "sqlalchemy", "asyncpg", ".py") if word in answer.text]


async def test_whoever_is_too_fast_waits_and_others_do_not(world: World) -> None:
    fast = world.selling.greta
    seen: Counter[int] = Counter()
    last = None
    while not seen[429] and seen.total() < 5000:
        answers = await asyncio.gather(*(fast.get("/api/quotes?limit=1") for _ in range(50)))
        seen.update(answer.status_code for answer in answers)
        last = next((answer for answer in answers if answer.status_code == 429), None)
    assert last is not None
    assert the_problem(last, 429)["type"] == "urn:saleswire:problem:rate-limit"
    assert int(last.headers["Retry-After"]) >= 1
    assert (await world.selling.anna.get("/api/quotes?limit=1")).status_code == 200


async def test_events_of_a_version_to_come_are_dead_lettered_and_the_stack_goes_on(world: World) -> None:
    company = world.selling.company
    partitions = await send_from_the_future(company)
    groups = "orders.projections", "orders.reactions"
    for group in groups:
        letters = await dead_letters(company, group, partitions)
        assert {dict(letter.headers)["ce_type"] for letter in letters} == {b"sales.quote.accepted.v2"}
    parked = await company.rows("orders", "SELECT * FROM parked_key WHERE topic = $1", QUOTE.topic)
    assert {(key["group_name"], key["reason"]) for key in parked} == {
        (group, "unreadable") for group in groups
    }
    accepted = await made(world.selling.sven, f"/api/quotes/{world.sent['id']}/accept", {}, version=2)
    order = await until(lambda: order_of(company, accepted["id"]))
    assert order["status"] == "draft"
    assert len({key["key"] for key in parked}) == partitions
    assert len(parked) == partitions * len(groups)


async def send_from_the_future(company: Company) -> int:
    """A stranger puts an event of an unknown major version on every partition of the quotes' topic."""
    producer = make_producer(broker())
    await producer.start()
    try:
        topic = company.topic(QUOTE.topic)
        partitions = await producer.partitions_for(topic)
        for partition in partitions:
            key = new_id()
            headers = [(name, value.encode()) for name, value in from_the_future(str(key)).items()]
            await producer.send_and_wait(
                topic, b'{"surprise": 1}', str(key).encode(), partition=partition, headers=headers
            )
        return len(partitions)
    finally:
        await producer.stop()


def from_the_future(key: str) -> dict[str, str]:
    """Headers of a QuoteAccepted of version 2."""
    return {
        "ce_id": str(new_id()),
        "ce_type": QuoteAccepted.type.removesuffix("1") + "2",
        "ce_source": "/stranger",
        "ce_specversion": "1.0",
        "ce_time": "2026-03-02T09:30:00.000000Z",
        "ce_subject": key,
        "content-type": "application/json",
        "sequence": "1",
        "correlationid": key,
        "causationid": key,
    }


async def dead_letters(company: Company, group: str, count: int) -> list[Any]:
    """The first ``count`` records of a group's dead-letter topic for quotes."""
    topic = company.topic(f"{group}.{QUOTE.topic}.dlq")
    consumer = make_consumer(broker(), topic, auto_offset_reset="earliest")
    await consumer.start()
    try:
        async with asyncio.timeout(30):
            return [await consumer.getone() for _ in range(count)]
    finally:
        await consumer.stop()


async def order_of(company: Company, quote_id: str) -> dict[str, Any] | None:
    """The order that was drafted from a quote, once it is there."""
    rows = await company.rows("orders", "SELECT * FROM sales_order WHERE quote_id = $1", quote_id)
    return rows[0] if rows else None
