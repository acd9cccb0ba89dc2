"""The gateway as any client sees it: requests as the person who is signed in, problems as exceptions.

What waited in vain for one's own writes is asked again without waiting; nothing else is repeated, but for
an access token that has just ended.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

import httpx2

from chassis.language import _, spoken
from web.api import identity
from web.api.operation import Command, Get
from web.session import Session
from web.settings import Settings

T = TypeVar("T")
Body = dict[str, Any]
Parameters = Mapping[str, Any] | list[tuple[str, str]]


class SignedOut(Exception):
    """Nobody is signed in, or not any more."""


class ApiProblem(Exception):
    """The answer of a service that did not do what was asked (RFC 9457)."""

    def __init__(self, status: int, body: Body) -> None:
        super().__init__(f"{status} {body.get('title', '')}: {body.get('detail', '')}")
        self.status = status
        self.body = body

    @property
    def title(self) -> str:
        """What happened, in a few words."""
        return str(self.body.get("title") or _("This did not work"))

    @property
    def detail(self) -> str:
        """What to do about it."""
        return str(self.body.get("detail") or _("Try again; if it stays so, tell your administrator."))

    @property
    def of_the_address(self) -> bool:
        """Whether the address itself can't be read: nothing is there, whatever was meant."""
        errors = self.body.get("errors") or []
        return self.status == 422 and any(each.get("in") == "path" for each in errors)

    @property
    def fields(self) -> dict[str, str]:
        """What is wrong with which field, by its pointer without the first slash: ``lines/0/quantity``."""
        errors = self.body.get("errors") or []
        return {
            str(e.get("pointer", "")).lstrip("#/").removeprefix("body/"): str(e["detail"]) for e in errors
        }

    @property
    def slug(self) -> str:
        """Which problem it is: the last word of its type."""
        return str(self.body.get("type", "")).rpartition(":")[2]

    @property
    def current(self) -> Any | None:
        """The document as it stands now, where somebody else was faster; None for another problem."""
        current = self.body.get("current")
        return current if self.status == 412 and isinstance(current, dict) else None

    @property
    def waited_in_vain(self) -> bool:
        """Whether the service had not applied in time what Wait-For named; it did nothing."""
        return self.status == 503 and self.slug == "not-yet"

    @property
    def trace_id(self) -> str:
        """What to tell an administrator."""
        return str(self.body.get("trace_id", ""))


@dataclass(frozen=True)
class Answer(Generic[T]):
    """A good answer: its JSON, the document's version, and what the command published."""

    status: int
    body: T
    versions: str
    headers: Mapping[str, str]


class Gateway:
    """Connections to the gateway, one for the whole process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        limits = httpx2.Limits(max_connections=settings.api_connections + settings.most_streams)
        timeout = httpx2.Timeout(settings.api_timeout, pool=5, connect=3)
        self.client = httpx2.AsyncClient(base_url=settings.gateway_url, limits=limits, timeout=timeout)
        self._renewing: dict[str, asyncio.Task[Session]] = {}

    async def close(self) -> None:
        """Let the connections go."""
        await self.client.aclose()

    async def tokens(self, **form: str) -> Session:
        """Tokens for a code or a refresh token; raises SignedOut when it is not good."""
        command = identity.token()
        said = form | {"client_id": self.settings.client_id}
        answer = await self._sent(command.method, command.path, data=said)
        if answer.status_code in (400, 401, 403):
            raise SignedOut
        _raise_problem(answer)
        found: identity.Tokens = answer.json()
        return Session(found["access_token"], found["refresh_token"] or "")

    async def renewed(self, session: Session) -> Session:
        """The sign-in with fresh tokens; requests of one sign-in that come together share one renewal."""
        key = session.refresh
        task = self._renewing.get(key)
        if task is None:
            form = {"grant_type": "refresh_token", "refresh_token": key}
            task = self._renewing[key] = asyncio.create_task(self.tokens(**form))
            task.add_done_callback(
                lambda _: asyncio.get_running_loop().call_later(5, self._renewing.pop, key, None)
            )
        return await asyncio.shield(task)

    async def revoke(self, session: Session) -> None:
        """End this sign-in everywhere."""
        form = {"token": session.refresh, "client_id": self.settings.client_id}
        command = identity.revoke()
        await self._sent(command.method, command.path, data=form)

    async def _sent(self, method: str, path: str, **options: Any) -> httpx2.Response:
        return await _reached(lambda: self.client.request(method, path, **options))


class Api:
    """Requests of one person during one visit; ``session`` may be renewed on the way."""

    def __init__(
        self, gateway: Gateway, session: Session | None, after: str, trace: Mapping[str, str]
    ) -> None:
        self.gateway = gateway
        self.session = session
        self.after = after  # what the person has just written, as Wait-For says it
        self._trace = dict(trace)

    async def get(self, path: Get[T], parameters: Parameters | None = None) -> T:
        """The JSON of a GET that knows one's own writes; raises ApiProblem or SignedOut."""
        body: T = (await self._ask_after("GET", path, {}, params=parameters)).body
        return body

    async def find(self, path: Get[T], parameters: Parameters | None = None) -> T | None:
        """The JSON of a GET; None where there is nothing, or nothing that this person may see."""
        try:
            return await self.get(path, parameters)
        except ApiProblem as problem:
            if problem.status in (403, 404):
                return None
            raise

    async def send(
        self, command: Command[T], body: Any = None, *, version: int | str | None = None, key: str = ""
    ) -> Answer[T]:
        """A command; ``version`` is the one that the person saw, ``key`` makes repeating it harmless."""
        headers = {"Saleswire-Via": "web"}
        if version not in (None, ""):
            headers["If-Match"] = f'"v{version}"'
        if key:
            headers["Idempotency-Key"] = key
        options = {} if body is None else {"json": body}
        answer = await self._ask_after(command.method, command.path, headers, **options)
        self._remember(answer.versions)
        return answer

    async def upload(self, command: Command[T], files: Any, data: Body, *, key: str) -> Answer[T]:
        """A multipart form with a document."""
        headers = {"Saleswire-Via": "web", "Idempotency-Key": key}
        answer = await self._ask(command.method, command.path, headers=headers, files=files, data=data)
        self._remember(answer.versions)
        return answer

    @asynccontextmanager
    async def stream(
        self, path: Get[bytes], parameters: Parameters | None = None, headers: Mapping[str, str] | None = None
    ) -> AsyncIterator[httpx2.Response]:
        """A long answer, piece by piece: a file or an event stream; ApiProblem comes before the first."""
        silence = httpx2.Timeout(90, connect=3, pool=5)
        said = {**(headers or {}), **await self._authority()}
        asked: Any = parameters
        client = self.gateway.client
        async with client.stream("GET", path, timeout=silence, params=asked, headers=said) as response:
            if response.status_code >= 400:
                await response.aread()
                _raise_problem(response)
            yield response

    def _remember(self, versions: str) -> None:
        known = [part.strip() for part in f"{self.after},{versions}".split(",") if part.strip()]
        self.after = ",".join(known[-8:])

    async def _authority(self) -> dict[str, str]:
        if self.session is None:
            raise SignedOut
        if self.session.aged:
            self.session = await self.gateway.renewed(self.session)
        return self._trace | {"Authorization": f"Bearer {self.session.access}", "Accept-Language": spoken()}

    async def _ask_after(
        self, method: str, path: str, headers: Mapping[str, str], **options: Any
    ) -> Answer[Any]:
        """Ask a service that knows what the person has just written, or one that does not know it in time."""
        waiting = {"Wait-For": self.after} if self.after else {}
        try:
            return await self._ask(method, path, headers={**headers, **waiting}, **options)
        except ApiProblem as problem:
            if not waiting or not (problem.waited_in_vain or (method == "GET" and problem.status == 503)):
                raise
        return await self._ask(method, path, headers=headers, **options)

    async def _ask(self, method: str, path: str, **options: Any) -> Answer[Any]:
        said = options.pop("headers", {})
        response = await self._once(method, path, said, options)
        if response.status_code == 401 and self.session is not None:
            self.session = await self.gateway.renewed(self.session)
            response = await self._once(method, path, said, options)
        if response.status_code == 401:
            raise SignedOut
        _raise_problem(response)
        kind = response.headers.get("content-type", "")
        body = response.json() if "json" in kind else response.content
        return Answer(
            response.status_code, body, response.headers.get("saleswire-version", ""), response.headers
        )

    async def _once(self, method: str, path: str, said: Mapping[str, str], options: Body) -> httpx2.Response:
        headers = {**said, **await self._authority()}
        return await self.gateway._sent(method, path, headers=headers, **options)


async def _reached(ask: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response:
    try:
        return await ask()
    except httpx2.TimeoutException as error:
        _unreachable(504, _("The answer takes too long"), error)
    except httpx2.HTTPError as error:
        _unreachable(503, _("The services cannot be reached"), error)


def _unreachable(status: int, title: str, error: Exception) -> NoReturn:
    detail = _("Nothing of what you see was changed on your side. Try again in some seconds.")
    raise ApiProblem(status, {"title": title, "detail": detail}) from error


def _raise_problem(response: httpx2.Response) -> None:
    if response.status_code < 400:
        return
    body: Any = {}
    if "json" in response.headers.get("content-type", ""):
        body = response.json()
    raise ApiProblem(response.status_code, body if isinstance(body, dict) else {})
