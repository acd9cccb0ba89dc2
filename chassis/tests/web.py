"""A small service with one aggregate, a note, behind the whole HTTP edge; people and tokens for it.

Import the fixtures you use: ``from chassis.tests.web import client, notes, web``.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Annotated, Any, ClassVar
from uuid import UUID

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Column, MetaData, Numeric, Table, Text, Uuid, select

from chassis.errors import NotFound, Refused
from chassis.http.bearer_tokens import Keys
from chassis.http.callers import Callers
from chassis.http.middleware import protect
from chassis.http.routes import Router
from chassis.lists import Column as ListColumn
from chassis.lists import ListSpec, listing
from chassis.settings import Settings
from chassis.telemetry import Telemetry
from chassis.testing.local_issuer import LocalIssuer
from chassis.work.aggregates import Aggregate, aggregate_columns
from chassis.work.columns import time
from chassis.work.database import Database
from chassis.work.storing import add, load, save
from chassis.work.work import Work
from contracts.edge import OneLine, Prose
from contracts.event import Choice, Event, Stream, new_id
from contracts.values import Amount
from kernel.access import colleague, copied_standing, scope_condition

NOTE = Stream("note", "sales.note.v1")
metadata = MetaData()
note = Table(
    "note",
    metadata,
    *aggregate_columns(),
    Column("text", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("owner_id", Uuid, nullable=False),
    Column("client_id", Uuid),
    Column("amount", Numeric()),
    Column("currency", Text, nullable=False),
    Column("created_at", time(), nullable=False),
)
TABLES = """
    CREATE TABLE note (
        id uuid PRIMARY KEY, version bigint NOT NULL, correlation_id uuid NOT NULL,
        text text NOT NULL CHECK (text <> 'unthinkable'), status text NOT NULL, owner_id uuid NOT NULL,
        client_id uuid, amount numeric(19, 4), currency text NOT NULL, created_at timestamptz NOT NULL
    );
    CREATE FUNCTION refuse_late() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF NEW.text = 'late' THEN RAISE check_violation; END IF; RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER refuse_late AFTER INSERT OR UPDATE ON note
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_late();
"""


class NoteStatus(Choice):
    """Where a note stands."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


NOTES = ListSpec(
    name="notes",
    source=note,
    columns={
        "id": ListColumn(note.c.id, "uuid"),
        "text": ListColumn(note.c.text, searchable=True),
        "status": ListColumn(note.c.status, "enum", choices=NoteStatus),
        "amount": ListColumn(note.c.amount, "money"),
        "version": ListColumn(note.c.version, "int"),
        "owner_id": colleague(note.c.owner_id, "Owner", default=False),
        "created_at": ListColumn(note.c.created_at, "time", label="Written"),
        "client_id": ListColumn(
            note.c.client_id, "uuid", default=False, leads_to="/api/clients", named_by="text"
        ),
    },
    currency=note.c.currency,
    scope=(note.c.owner_id, note.c.client_id),
)


class NoteWritten(Event, stream=NOTE, name="written"):
    """A note exists."""

    note_id: UUID


class NoteChanged(Event, stream=NOTE, name="changed"):
    """The text changed."""

    note_id: UUID


@dataclass(kw_only=True)
class Note(Aggregate):
    """The toy aggregate."""

    stream: ClassVar[Stream] = NOTE
    table: ClassVar[Table] = note

    text: str
    status: str
    owner_id: UUID
    client_id: UUID | None
    amount: Decimal | None
    currency: str
    created_at: datetime

    def belongs_to(self) -> tuple[UUID | None, UUID | None]:
        return self.owner_id, self.client_id


class NoteView(BaseModel):
    """The note as people see it."""

    id: UUID
    version: int
    text: str
    status: str
    amount: Amount | None


class WriteNote(BaseModel):
    """What a new note needs."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[Prose, Field(max_length=200)]
    client_id: UUID | None = None
    amount: Amount | None = None
    tags: list[OneLine] = []


class ChangeNote(BaseModel):
    """The new text."""

    model_config = ConfigDict(extra="forbid")

    text: Prose


def view(found: Any) -> NoteView:
    """From the aggregate or a row."""
    return NoteView(**{name: getattr(found, name) for name in NoteView.model_fields})


async def read_note(work: Work, note_id: UUID) -> NoteView:
    """One note within the caller's reach."""
    reach = scope_condition(work.caller, work.permission, owner=note.c.owner_id, client=note.c.client_id)
    row = (await work.execute(select(note).where(note.c.id == note_id, reach))).one_or_none()
    if row is None:
        raise NotFound(f"There is no note {note_id}.")
    return view(row)


def note_router() -> Router:
    """Fresh routes, so that a test may add its own."""
    router = Router(prefix="/api/notes", tag="notes")

    @router.command("POST", "", permission="notes.write", creates=True, status=201)
    async def write_note(work: Work, body: WriteNote) -> NoteView:
        if body.text == "refuse":
            raise Refused("Not this text.", slug="no-such-text")
        assert work.actor is not None
        written = Note(
            id=new_id(),
            correlation_id=work.new_correlation(),
            text=body.text,
            status="open",
            owner_id=work.actor,
            client_id=body.client_id,
            amount=body.amount,
            currency="EUR",
            created_at=await work.now(),
        )
        work.publish(written, NoteWritten(note_id=written.id))
        await add(work, written)
        return view(written)

    @router.command("PATCH", "/{note_id}", permission="notes.write", of=Note, current=read_note)
    async def change_note(work: Work, note_id: UUID, body: ChangeNote) -> NoteView:
        return await _change(work, note_id, text=body.text)

    @router.command("POST", "/{note_id}/close", permission="notes.write", of=Note, current=read_note)
    async def close_note(work: Work, note_id: UUID) -> NoteView:
        return await _change(work, note_id, status="closed")

    @router.query("/{note_id}", permission="notes.read")
    async def get_note(work: Work, note_id: UUID, verbose: bool = False) -> NoteView:
        return await read_note(work, note_id)

    @router.public("GET", "/about")
    async def about() -> dict[str, str]:
        return {"what": "notes"}

    router.routes.insert(0, router.routes.pop())  # before /{note_id}
    listing(router, "", spec=NOTES, permission="notes.read")
    return router


async def _change(work: Work, note_id: UUID, **changes: str) -> NoteView:
    found = await load(work, Note, note_id)
    for name, value in changes.items():
        setattr(found, name, value)
    work.publish(found, NoteChanged(note_id=found.id))
    await save(work, found)
    return view(found)


class Web:
    """The running toy: database, issuer, clients, people."""

    def __init__(self, settings: Settings, *routers: Router) -> None:
        self.settings = settings
        self.issuer = LocalIssuer()
        self.database = Database(settings)
        self.applied = True
        self.service = SimpleNamespace(
            name="notes",
            settings=settings,
            database=self.database,
            keys=Keys(settings, self.issuer.fetch),
            callers=Callers(self.database, copied_standing),
            wait_for=self.wait_for,
        )
        self.app = FastAPI(docs_url=None, redoc_url=None)
        self.telemetry = Telemetry("notes", settings)
        protect(self.app, self.service, routers, self.telemetry)
        self.waited: list[Any] = []

    async def wait_for(self, pairs: Any) -> bool:
        self.waited.extend(pairs)
        return self.applied

    def client(self, person_id: UUID | None = None, **headers: str) -> httpx2.AsyncClient:
        """A client that acts as the person, or as nobody."""
        if person_id is not None:
            headers["Authorization"] = f"Bearer {self.issuer.token(self.settings, person_id)}"
        transport = httpx2.ASGITransport(app=self.app, raise_app_exceptions=False)
        return httpx2.AsyncClient(transport=transport, base_url="http://notes", headers=headers, timeout=60)

    async def person(
        self,
        *permissions: str,
        scope: str = "all",
        team: UUID | None = None,
        territories: Sequence[str] = (),
    ) -> UUID:
        """Somebody with one role that grants these permissions."""
        person_id = new_id()
        await self.sql(
            "INSERT INTO access_role (name, version, scope, permissions) VALUES ($1, 1, $2, $3)",
            f"role {person_id}",
            scope,
            list(permissions),
        )
        await self.sql(
            "INSERT INTO access_person (id, version, active, team_id, territories, roles)"
            " VALUES ($1, 1, true, $2, $3, $4)",
            person_id,
            team,
            list(territories),
            [f"role {person_id}"],
        )
        return person_id

    async def sql(self, statement: str, *values: Any) -> list[Any]:
        """Run a statement on a connection of its own."""
        connection = await asyncpg.connect(self.settings.database_url.get_secret_value())
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()


@pytest.fixture
async def web(settings: Settings) -> AsyncIterator[Web]:
    """The toy service on a fresh database."""
    served = Web(settings, note_router())
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    await connection.execute(TABLES)
    await connection.close()
    yield served
    await served.database.stop()


@pytest.fixture
async def client(web: Web) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who may do everything with notes."""
    async with web.client(await web.person("notes.*")) as somebody:
        yield somebody


def key() -> dict[str, str]:
    """A new Idempotency-Key header."""
    return {"Idempotency-Key": str(new_id())}
