"""One exchange: run a route's endpoint as one unit of work and build its answer once, as bytes.

A command's answer is stored in the transaction of its effect and sent only after COMMIT.
"""

import asyncio
import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from sqlalchemy.exc import IntegrityError
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from chassis.errors import Busy, NotFound, NotYet, Problem, Stale
from chassis.http.bearer_tokens import SCOPE_KEY
from chassis.http.limits import SMALL, Takes
from chassis.http.preconditions import etag, idempotency_key, version_meant, via, waits
from chassis.http.withholding import shown
from chassis.language import _
from chassis.work import (
    Aggregate,
    Answer,
    Ask,
    Caller,
    Database,
    Work,
    fingerprint,
    keep_answer,
    stored_answer,
)
from contracts.event import new_id

Endpoint = Callable[..., Awaitable[Any]]
T = TypeVar("T")
PATIENCE = 2.0  # seconds
PAUSES = (0.02, 0.05, 0.1, 0.2)
FORWARDED = ("content-type", "location", "content-disposition")


@dataclass(frozen=True, kw_only=True)
class Route:
    """What the chassis knows about one operation besides its path."""

    method: str
    template: str
    endpoint: Endpoint
    permission: str | None
    work_parameter: str | None
    status: int = 200
    public: bool = False
    upload: bool = False
    takes: Takes = SMALL
    of: type[Aggregate] | None = None
    current: Endpoint | None = None
    idempotent: bool = False
    if_match: bool = False
    creates: bool = False
    free_query: bool = False
    reads: bool = False
    refusal: Callable[[Problem], Problem] | None = None
    adapter: TypeAdapter[Any] | None = field(default=None)

    @property
    def only_reads(self) -> bool:
        """Whether the operation changes nothing, whatever its method."""
        return self.reads or self.method == "GET"

    async def call(self, work: Work, arguments: Mapping[str, Any]) -> Any:
        """Run the endpoint in this unit of work."""
        if self.work_parameter is None:
            return await self.endpoint(**arguments)
        return await self.endpoint(**{self.work_parameter: work}, **arguments)

    def answer(self, value: Any, request: Request, work: Work | None = None) -> Answer:
        """The endpoint's value as status, headers and bytes; what is closed to the caller is left out."""
        if isinstance(value, Response):
            kept = {name: value.headers[name] for name in FORWARDED if name in value.headers}
            return Answer(value.status_code, kept | _versions(work), bytes(value.body))
        headers = _versions(work)
        version = getattr(value, "version", None)
        if isinstance(version, int):
            headers["etag"] = etag(version)
        if self.creates and hasattr(value, "id"):
            headers["location"] = f"{request.url.path.rstrip('/')}/{value.id}"
        if value is None or self.adapter is None:
            return Answer(self.status, headers, b"")
        headers["content-type"] = "application/json"
        status = 200 if work is not None and work.existing else self.status
        told = shown(request.scope.get(SCOPE_KEY), value)
        return Answer(status, headers, self.adapter.dump_json(told))


def _versions(work: Work | None) -> dict[str, str]:
    if work is None:
        return {}
    said = [f"{name}/{id}/{sequence}" for id, (name, sequence) in work.outgoing.versions.items()]
    return {"saleswire-version": ", ".join(said)} if said else {}


def who_asks(request: Request, permission: str) -> dict[str, Any]:
    """The fields of Work that say who asks, with which permission, through what."""
    caller: Caller | None = request.scope.get(SCOPE_KEY)
    return {
        "caller": caller,
        "actor": None if caller is None else caller.person_id,
        "permission": permission,
        "via": via(request),
        "causation_id": new_id(),
    }


def _database(request: Request) -> Database:
    database: Database = request.app.state.service.database
    return database


def _respond(answer: Answer, **more: str) -> Response:
    return Response(answer.body, status_code=answer.status, headers=dict(answer.headers) | more)


async def query(route: Route, request: Request, arguments: Mapping[str, Any]) -> Response:
    """Answer a read, after the wait that Wait-For asks for."""
    await wait(request)
    if route.work_parameter is None:
        return _finished(route, await route.endpoint(**arguments), request)
    asker = who_asks(request, route.permission or "")
    return await _patiently(
        lambda: _database(request).look(lambda work: _read(route, request, arguments, work), **asker)
    )


async def _patiently(attempt: Callable[[], Awaitable[T]]) -> T:
    """Try again for two seconds, holding nothing meanwhile, while an id is not known here yet."""
    clock = asyncio.get_running_loop().time
    end = clock() + PATIENCE
    for pause in chain(PAUSES, repeat(PAUSES[-1])):
        try:
            return await attempt()
        except NotYet:
            if clock() >= end:
                raise
        await asyncio.sleep(pause)
    raise AssertionError("unreachable")


async def _read(route: Route, request: Request, arguments: Mapping[str, Any], work: Work) -> Response:
    return _finished(route, await route.call(work, arguments), request)


def _finished(route: Route, value: Any, request: Request) -> Response:
    return value if isinstance(value, Response) else _respond(route.answer(value, request))


async def wait(request: Request) -> None:
    """Wait until this service has applied what Wait-For names; raises Busy after two seconds."""
    asked = request.headers.getlist("wait-for")
    if asked and not await request.app.state.service.wait_for(waits(asked)):
        raise Busy(
            _("This service has not applied the change named in Wait-For yet. Repeat the request."),
            slug="not-yet",
        )


async def command(route: Route, request: Request, arguments: Mapping[str, Any]) -> Response:
    """Run a command: wait, replay, or check the version, do it, keep the answer, COMMIT, respond."""
    await wait(request)
    asker = who_asks(request, route.permission or "")
    ask = await _ask(route, request, arguments, asker["actor"]) if route.idempotent else None
    replayed = False

    async def body(work: Work) -> Answer:
        nonlocal replayed
        stored = await stored_answer(work, ask) if ask else None
        replayed = stored is not None
        if stored is not None:
            return stored
        if route.if_match:
            assert route.of is not None
            work.expected_version = (route.of, version_meant(request))
        answer = route.answer(await route.call(work, arguments), request, work)
        if ask and answer.status < 300:
            keep_answer(work, ask, answer)
        return answer

    database = _database(request)
    try:
        answer = await _patiently(lambda: database.transact(body, **asker))
    except (Problem, IntegrityError) as error:
        earlier = await _committed_meanwhile(database, ask, error) if ask else None
        if earlier is None:
            if isinstance(error, Stale) and route.current is not None:
                error.extra["current"] = await _as_it_stands(route, database, arguments, asker)
            raise
        answer, replayed = earlier, True
    return _respond(answer, **({"idempotency-replayed": "true"} if replayed else {}))


async def _ask(route: Route, request: Request, arguments: Mapping[str, Any], actor: UUID | None) -> Ask:
    assert actor is not None
    key = idempotency_key(request)
    files = [value for value in arguments.values() if isinstance(value, UploadFile)]
    content = b"".join([await _whole(file) for file in files]) if files else await request.body()
    address = request.url.path + ("?" + request.url.query if request.url.query else "")
    return Ask(
        actor,
        f"{route.method} {route.template}",
        key,
        fingerprint(route.method, address, content),
    )


async def _whole(file: UploadFile) -> bytes:
    content = await file.read()
    await file.seek(0)
    return (file.filename or "").encode() + b"\n" + content


async def _committed_meanwhile(database: Database, ask: Ask, error: Exception) -> Answer | None:
    """The same request's answer when it was committed between our snapshot and our lock.

    Our second attempt then met its effect, as a refusal or as a duplicate row.
    """
    if isinstance(error, Problem) and error.slug.startswith("idempotency-key"):
        return None
    return await database.run(stored_answer, ask, claim=False)


async def _as_it_stands(
    route: Route, database: Database, arguments: Mapping[str, Any], asker: Mapping[str, Any]
) -> Any:
    """The document as the caller would read it now, in a transaction of its own; None when it is gone."""
    assert route.current is not None
    current = route.current
    wanted = len(inspect.signature(current).parameters) - 1
    path = [arguments[name] for name in re.findall(r"{(\w+)", route.template)][:wanted]
    try:
        document = await database.transact(lambda work: current(work, *path), **asker)
    except NotFound:
        return None
    return document.model_dump(mode="json") if isinstance(document, BaseModel) else document
