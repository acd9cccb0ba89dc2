"""One way to a whole company for journeys: the stack as the supervisor runs it, on the test servers.

``async with running_stack() as company`` starts every service (or the named ones) and the gateway in
processes of their own, with databases and topics that nobody else has; ``company.place`` is what the
verbs of the ``saleswire`` command take.
"""

import tempfile
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx2

from chassis.kafka import make_admin
from chassis.testing import Person, bootstrap, broker, named, server_url, until
from client import ApiClient
from saleswire.credentials import outside_credentials
from saleswire.infrastructure import Infrastructure, Kind
from saleswire.passwords import password
from saleswire.places import HOST, PORTS, WITHOUT_DATABASE, Place, free_ports
from saleswire.serve import told_by
from saleswire.stack import Stack
from saleswire.supervisor import Supervisor, supervised

SECRET = "a long enough secret"


@dataclass
class Company:
    """A running stack and the people who work with it."""

    place: Place
    infra: Infrastructure
    supervisor: Supervisor
    exits: AsyncExitStack
    people: dict[str, Person] = field(default_factory=dict)
    watching: ApiClient | None = None

    @property
    def origin(self) -> str:
        """Where the gateway listens."""
        return f"http://{HOST}:{self.place.ports['gateway']}"

    def client(self, token: str = "") -> httpx2.AsyncClient:
        """An HTTP client to the gateway."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        limits = httpx2.Limits(  # the server gives an idle connection up after 5 s
            max_connections=100, max_keepalive_connections=20, keepalive_expiry=2
        )
        return httpx2.AsyncClient(
            base_url=self.origin, headers=headers, timeout=30, trust_env=False, limits=limits
        )

    async def token(self, username: str, secret: str) -> str:
        """An access token for a username and password."""
        async with ApiClient(self.origin, username, secret) as api:
            return await api.token()

    async def sign_in(self, username: str, secret: str = SECRET) -> Person:
        """The person, signed in; the same one when asked again."""
        if username not in self.people:
            client = await self.exits.enter_async_context(self.client(await self.token(username, secret)))
            await until(lambda: _good(client, "/api/identity/me"))
            me = (await client.get("/api/identity/me")).json()
            self.people[username] = Person(UUID(me["person"]["id"]), client)
        return self.people[username]

    async def administrator(self) -> Person:
        """The first administrator, with the secret that lies in the state folder."""
        return await self.sign_in("admin", password(self.place.state, "administrator"))

    async def join(self, username: str, *roles: str, **fields: Any) -> Person:
        """Somebody new, signed in and known to every service."""
        asked = {"username": username, "name": username.title(), "roles": roles, "password": SECRET} | fields
        answer = await until(lambda: self._joined(asked))
        assert answer.status_code == 201, answer.text
        person = await self.sign_in(username)
        await self.known(answer)
        return person

    async def _joined(self, asked: dict[str, Any]) -> httpx2.Response | None:
        answer = await (await self.administrator()).post("/api/identity/people", asked)
        return None if answer.status_code == 503 else answer  # busy: nothing was done

    async def known(self, answer: httpx2.Response) -> None:
        """Wait until every service has applied what a command said."""
        await (await self.onlooker()).settled(self.reads, answer.headers["Saleswire-Version"].split(", "))

    async def onlooker(self) -> ApiClient:
        """The first administrator as a program: every service knows it."""
        if self.watching is None:
            admin = ApiClient(self.origin, "admin", password(self.place.state, "administrator"))
            self.watching = await self.exits.enter_async_context(admin)
            await admin.let_in(self.reads)
        return self.watching

    @property
    def reads(self) -> list[str]:
        """A read of each service that has a database."""
        return [anything(name) for name in self.urls]

    @property
    def urls(self) -> dict[str, str]:
        """Database URL of each service."""
        return dict(self.infra.given)

    async def rows(self, service: str, statement: str, *arguments: Any) -> list[dict[str, Any]]:
        """Rows of a service's database."""
        connection = await asyncpg.connect(self.urls[service])
        try:
            return [dict(row) for row in await connection.fetch(statement, *arguments)]
        finally:
            await connection.close()

    def topic(self, name: str) -> str:
        """A topic as it is called on the shared broker."""
        return self.infra.topic_prefix + name


ANYTHING = {  # of services whose first list is elsewhere than at /api/<name>
    "identity": "/api/identity/me",
    "catalog": "/api/catalog/devices?limit=1",
    "crm": "/api/crm/clients?limit=1",
    "fulfillment": "/api/fulfillment/delivery-orders?limit=1",
    "billing": "/api/billing/invoices?limit=1",
    "reporting": "/api/reports/sales",
}


def anything(service: str) -> str:
    """A read of the service, to wait on or to knock at."""
    return ANYTHING.get(service, f"/api/{service}?limit=1")


async def _good(client: httpx2.AsyncClient, path: str) -> bool:
    answer = await client.get(path)
    assert answer.status_code in (200, 403, 503), answer.text
    return answer.status_code == 200


@asynccontextmanager
async def running_stack(*services: str, **told: str) -> AsyncIterator[Company]:
    """Start the named services (all when none is named) and the gateway; nothing is left afterwards.

    ``told`` are environment variables for all of them.
    """
    async with AsyncExitStack() as exits:
        exits.enter_context(told_by(told))
        state = Path(exits.enter_context(tempfile.TemporaryDirectory(prefix="journey-"))) / "state"
        only = (*services, "gateway") if services else ()
        place = Place(state=state, ports={**PORTS, **free_ports(*PORTS)}, only=only)
        prefix = f"j{uuid4().hex[:8]}."
        owners = [name for name in place.services() if name not in WITHOUT_DATABASE]
        given = await exits.enter_async_context(databases(prefix.rstrip("."), owners))
        await exits.enter_async_context(topics_forgotten(prefix))
        infra = Infrastructure(
            Kind.EXTERNAL, bootstrap(), given=given, topic_prefix=prefix, credentials=outside_credentials()
        )
        supervisor = await exits.enter_async_context(whole_stack(place, infra))
        people = await exits.enter_async_context(AsyncExitStack())
        yield Company(place, infra, supervisor, people)


@asynccontextmanager
async def whole_stack(place: Place, infra: Infrastructure) -> AsyncIterator[Supervisor]:
    """A supervisor in this process with everything ready; no process of it is left afterwards."""
    async with supervised(place.state, Stack(place, infra).components(), infra.kind) as supervisor:
        yield supervisor


@asynccontextmanager
async def databases(prefix: str, services: Iterable[str]) -> AsyncIterator[dict[str, str]]:
    """An empty database for each service, dropped at the end; URLs by service."""
    urls = {name: named(server_url(), f"{prefix}_{name}") for name in services}
    await _administer(f'CREATE DATABASE "{prefix}_{name}"' for name in urls)
    try:
        yield urls
    finally:
        await _administer(f'DROP DATABASE "{prefix}_{name}" WITH (FORCE)' for name in urls)


async def _administer(statements: Iterable[str]) -> None:
    connection = await asyncpg.connect(server_url())
    try:
        for statement in statements:
            await connection.execute(statement)
    finally:
        await connection.close()


@asynccontextmanager
async def topics_forgotten(prefix: str) -> AsyncIterator[None]:
    """Afterwards, topics that begin so are deleted."""
    yield
    admin = make_admin(broker())
    await admin.start()
    try:
        await admin.delete_topics([name for name in await admin.list_topics() if name.startswith(prefix)])
    finally:
        await admin.close()
