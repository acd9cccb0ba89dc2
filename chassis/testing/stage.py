"""A stage for a service's tests: its own migrated database, its own topics, people to sign in as.

``async with running("quotes") as stage`` starts the service on real PostgreSQL and real Kafka;
``with kafka=False`` only its API runs and what it would publish is read from the outbox.
The servers and what is taken from them are those of ``testing_servers``.
"""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg
import httpx2
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI

from chassis.kafka import make_consumer, make_producer
from chassis.service import Service
from chassis.settings import Settings
from chassis.testing.local_issuer import LocalIssuer
from chassis.testing.servers import PATIENCE, migrated_database, topics
from chassis.testing.servers import bootstrap as bootstrap
from chassis.testing.servers import broker as broker
from chassis.testing.servers import named as named
from chassis.testing.servers import server_url as server_url
from chassis.testing.servers import until as until
from contracts.event import Event, Message, State, new_id
from contracts.messages import streams
from contracts.parking import PARKED_KEY

M = TypeVar("M", bound=Message)
PLAIN = {"ce_source": "/test", "ce_specversion": "1.0", "content-type": "application/json", "via": "test"}
PLAIN |= {"ce_time": "2026-03-02T09:30:00.000000Z"}


@dataclass
class Person:
    """Somebody who is signed in."""

    id: UUID
    client: httpx2.AsyncClient

    async def get(self, path: str, **options: Any) -> httpx2.Response:
        """GET as this person."""
        return await self.client.get(path, **options)

    async def post(
        self,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
        key: str | None = None,
        **headers: str,
    ) -> httpx2.Response:
        """POST with an Idempotency-Key (a new one by default) and If-Match where a version is given."""
        return await self._send(
            "POST", path, body, version, {"Idempotency-Key": key or uuid4().hex} | headers
        )

    async def patch(self, path: str, body: Any, *, version: int | None = None) -> httpx2.Response:
        """PATCH with If-Match where a version is given."""
        return await self._send("PATCH", path, body, version, {})

    async def put(self, path: str, body: Any, *, version: int | None = None) -> httpx2.Response:
        """PUT with If-Match where a version is given."""
        return await self._send("PUT", path, body, version, {})

    async def _send(
        self, method: str, path: str, body: Any, version: int | None, headers: Mapping[str, str]
    ) -> httpx2.Response:
        match = {} if version is None else {"If-Match": f'"v{version}"'}
        return await self.client.request(method, path, json=body or {}, headers=dict(headers) | match)


@dataclass
class Stage:
    """A running service and the means to play with it."""

    app: FastAPI
    service: Service
    settings: Settings
    url: str
    issuer: LocalIssuer
    kafka: bool
    exits: AsyncExitStack
    sequences: Counter[UUID] = field(default_factory=Counter)

    async def person(
        self,
        *permissions: str,
        scope: str = "all",
        team_id: UUID | None = None,
        territories: Sequence[str] = (),
        id: UUID | None = None,
    ) -> Person:
        """Somebody with these permissions in this scope (everything when none are named), signed in."""
        person_id, role = id or new_id(), f"role-{uuid4().hex}"
        await self.execute(
            "INSERT INTO access_role (name, version, scope, permissions) VALUES ($1, 1, $2, $3)",
            role,
            scope,
            list(permissions) or ["*"],
        )
        await self.execute(
            "INSERT INTO access_person (id, version, active, team_id, territories, roles) "
            "VALUES ($1, 1, true, $2, $3, $4)",
            person_id,
            team_id,
            list(territories),
            [role],
        )
        self.service.callers.drop()
        token = self.issuer.token(self.settings, person_id)
        return Person(person_id, await self.exits.enter_async_context(self.client(token)))

    def client(self, token: str = "") -> httpx2.AsyncClient:
        """An HTTP client straight to the service."""
        return httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=self.app),
            base_url="http://service",
            headers={"Authorization": f"Bearer {token}"} if token else {},
            timeout=30,
        )

    async def execute(self, statement: str, *arguments: Any) -> None:
        """Run SQL in the service's database."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(statement, *arguments)
        finally:
            await connection.close()

    async def rows(self, statement: str, *arguments: Any) -> list[dict[str, Any]]:
        """Rows of the service's database."""
        connection = await asyncpg.connect(self.url)
        try:
            return [dict(row) for row in await connection.fetch(statement, *arguments)]
        finally:
            await connection.close()

    async def hear(
        self, *messages: Message, correlation_id: UUID | None = None, actor: UUID | None = None, **told: str
    ) -> None:
        """Let the service hear facts of others in order, as relays send them; ``told`` are headers.

        Returns when all of its groups have applied those that are not foreign.
        """
        told |= {"actor": str(actor)} if actor else {}
        producer = make_producer(broker())
        await producer.start()
        try:
            for message in messages:
                self.sequences[message.key] += 1
                await self._send(producer, message, correlation_id or message.key, told)
        finally:
            await producer.stop()
        for message in messages:
            if isinstance(message, Event) and not message.stream.foreign:
                await self.applied(message.key, self.sequences[message.key], message)

    async def hear_gone(self, state: Message) -> None:
        """Let the service hear the tombstone of a state; it is applied some time later."""
        producer = make_producer(broker())
        await producer.start()
        try:
            topic = self.settings.topic_prefix + state.stream.topic
            await producer.send_and_wait(topic, None, str(state.key).encode())
        finally:
            await producer.stop()

    async def hear_outside(
        self, fact: Event, *, id: str = "", source: str = "/outside", body: bytes | None = None
    ) -> None:
        """Let the service hear an outsider's fact, under an id of its own unless one is given."""
        producer = make_producer(broker())
        await producer.start()
        headers = {"ce_id": id or str(new_id()), "ce_type": fact.type, "ce_source": source}
        try:
            await producer.send_and_wait(
                self.settings.topic_prefix + fact.stream.topic,
                fact.written().encode() if body is None else body,
                str(fact.key).encode(),
                headers=[(name, value.encode()) for name, value in headers.items()],
            )
        finally:
            await producer.stop()

    async def _send(
        self, producer: AIOKafkaProducer, message: Message, deal: UUID, told: dict[str, str]
    ) -> None:
        headers = {
            **PLAIN,
            "ce_id": str(new_id()),
            "ce_type": message.type,
            "ce_subject": str(message.key),
            "sequence": str(self.sequences[message.key]),
            "correlationid": str(deal),
            "causationid": str(new_id()),
            **told,
        }
        await producer.send_and_wait(
            self.settings.topic_prefix + message.stream.topic,
            message.written().encode(),
            str(message.key).encode(),
            headers=[(name, value.encode()) for name, value in headers.items()],
        )

    async def applied(self, id: UUID, sequence: int, message: Message) -> None:
        """Wait until the service has applied this event; raises AssertionError when it parked it."""
        async with asyncio.timeout(PATIENCE):
            while not await self.service.wait_for([(message.stream.name, id, sequence)]):
                parked = await self.rows("SELECT group_name, reason, error FROM parked_key")
                assert not parked, f"parked: {parked}"

    async def said(self, kind: type[M], count: int = 1, **fields: Any) -> list[M]:
        """Wait for at least ``count`` events of this class with these field values; returns all of them."""

        async def enough() -> list[M]:
            found = [event for event in await self.everything_said() if isinstance(event, kind)]
            found = [e for e in found if all(getattr(e, name) == value for name, value in fields.items())]
            return found if len(found) >= count else []

        result: list[M] = await until(enough)
        return result

    async def everything_said(self) -> list[Message]:
        """What the service published so far, in order: journaled and still waiting."""
        rows = await self.rows(
            "SELECT type, body, recorded_at, event_id FROM journal UNION ALL "
            "SELECT type, body, recorded_at, event_id FROM outbox WHERE kind = 'event' ORDER BY 3, 4"
        )
        classes = {message.type: message for message in _all_classes()}
        return [classes[row["type"]].read(row["body"]) for row in rows]

    async def settled(self) -> None:
        """Wait until nothing is left to send."""

        async def empty() -> bool:
            return bool((await self.rows("SELECT count(*) AS rows FROM outbox"))[0]["rows"] == 0)

        await until(empty)

    async def on_topic(self, topic: str, count: int, key: UUID | None = None) -> list[Any]:
        """The first ``count`` records of a topic (without prefix), or of a key, as aiokafka gives them."""
        found: list[Any] = []
        consumer = make_consumer(broker(), self.settings.topic_prefix + topic, auto_offset_reset="earliest")
        await consumer.start()
        try:
            async with asyncio.timeout(PATIENCE):
                while len(found) < count:
                    record = await consumer.getone()
                    if key is None or record.key == str(key).encode():
                        found.append(record)
                return found
        finally:
            await consumer.stop()


def _all_classes() -> Iterable[type[Message]]:
    from contracts.messages import all_messages

    return [message for _, message in all_messages() if not issubclass(message, State)]


@asynccontextmanager
async def running(package: str, *, kafka: bool = True, **settings: Any) -> AsyncIterator[Stage]:
    """Start a service on a database and topics of its own; ``settings`` are those of the service."""
    async with AsyncExitStack() as exits:
        url = await exits.enter_async_context(migrated_database(package))
        folder = Path(exits.enter_context(tempfile.TemporaryDirectory()))
        told = import_module(f"{package}.settings").Settings(
            database_url=url,
            kafka_bootstrap=bootstrap() if kafka else "127.0.0.1:1",
            topic_prefix=f"t{uuid4().hex[:8]}.",
            role="all" if kafka else "api",
            documents=folder,
            log_level="ERROR",
            log_format="text",
            **settings,
        )
        app: FastAPI = import_module(f"{package}.app").create_app(told)
        service: Service = app.state.service
        issuer = LocalIssuer()
        service.keys.fetch = issuer.fetch
        if kafka:
            await exits.enter_async_context(topics(_topics_of(service)))
        await exits.enter_async_context(app.router.lifespan_context(app))
        if kafka:
            await until(_ready(service))
        yield Stage(app, service, told, url, issuer, kafka, exits)


def _ready(service: Service) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        return service.ready()

    return ready


def _topics_of(service: Service) -> Iterable[str]:
    prefix = service.settings.topic_prefix
    owned = [stream.topic for stream in (*service.owns, PARKED_KEY)]
    read = [topic for topics in service.subscriptions.values() for topic in topics]
    dead = [f"{group}.{topic}.dlq" for group, topics in service.subscriptions.items() for topic in topics]
    assert {stream.topic for stream in streams().values()}.issuperset(owned)
    return [prefix + topic for topic in {*owned, *read, *dead}]


def body_of(record: Any) -> Any:
    """The JSON body of a record."""
    return json.loads(record.value)
