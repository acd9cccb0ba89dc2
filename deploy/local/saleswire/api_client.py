"""A client of the gateway for scripts: signs in, repeats what failed on the way, refuses what was refused.

Every POST carries an Idempotency-Key and is repeated with the same one, so nothing is done twice.
"""

import asyncio
import json
import random
import time
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2

PASSING = {429, 502, 503, 504}
BUSY = "idempotency-key-in-use"
MARGIN = 30.0  # seconds before its end at which an access token is renewed
MOST_WAITS = 20  # versions in one Wait-For
PAGE = 200  # rows
FEW = 6  # requests that wait at once
LISTS = (  # one of each service, to ask whether it knows somebody or something
    "/api/identity/people",
    "/api/catalog/products",
    "/api/crm/clients",
    "/api/quotes",
    "/api/orders",
    "/api/fulfillment/delivery-orders",
    "/api/billing/invoices",
    "/api/reports/statuses",
    "/api/tickets",
)


class RefusedByApi(Exception):
    """An answer that repeating does not change; ``slug`` is the end of the problem's type."""

    def __init__(self, method: str, path: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status, self.problem = status, problem
        self.slug = str(problem.get("type", "")).rsplit(":", 1)[-1]
        detail = str(problem.get("detail", "")) + "".join(
            f" {error.get('pointer', '')}: {error.get('detail', '')}" for error in problem.get("errors") or ()
        )
        super().__init__(f"{method} {path} -> {status} {self.slug}: {detail}")


class Unreachable(Exception):
    """Nobody answered for as long as the client's patience lasts."""


@dataclass(frozen=True)
class Answer:
    """A success: the JSON body (None when empty), and what the headers say of versions."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """The document's version from its ETag."""
        return int(self.headers["etag"].strip('"').removeprefix("v"))

    @property
    def written(self) -> list[str]:
        """The versions that a command wrote, each as Wait-For wants it: ``quote/<id>/<n>``."""
        said = self.headers.get("saleswire-version", "")
        return [part.strip() for part in said.split(",") if part.strip()]


class ApiClient:
    """One person at the gateway. ``patience`` is how long, in seconds, trouble on the way is borne."""

    def __init__(self, address: str, *, via: str = "script", patience: float = 60, connections: int = 24):
        limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
        self.http = httpx2.AsyncClient(
            base_url=address, timeout=30, limits=limits, headers={"Saleswire-Via": via}, trust_env=False
        )
        self.patience = patience
        self._renewing = asyncio.Lock()
        self._credentials = ("", "")
        self._access, self._refresh, self._ends = "", "", 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.http.aclose()

    async def sign_in(self, username: str, password: str) -> None:
        """Sign in by password; raises RefusedByApi when it is wrong."""
        self._credentials = (username, password)
        await self._take(
            {"grant_type": "password", "client_id": "script", "username": username, "password": password}
        )

    async def get(self, path: str, *, wait_for: Iterable[str] = (), **parameters: Any) -> Answer:
        """Read; with ``wait_for`` only after the service has applied these versions."""
        headers = {"Wait-For": ", ".join(named)} if (named := list(wait_for)) else {}
        return await self.ask("GET", path, params=parameters or None, headers=headers)

    async def post(
        self, path: str, body: Any = None, *, key: str | None = None, version: int | None = None
    ) -> Answer:
        """Command; ``key`` is the intention (a new one when left out), ``version`` goes into If-Match."""
        headers = {"Idempotency-Key": key or uuid4().hex} | _matching(version)
        return await self.ask("POST", path, json={} if body is None else body, headers=headers)

    async def put(self, path: str, body: Any, *, version: int | None = None) -> Answer:
        """Set something; repeated after a lost answer, so a version conflict may be our own doing."""
        return await self.ask("PUT", path, json=body, headers=_matching(version))

    async def rows(self, path: str, **parameters: Any) -> AsyncIterator[dict[str, Any]]:
        """All rows of a list, page by page."""
        asked = {"limit": PAGE} | parameters
        while True:
            page = (await self.get(path, **asked)).body
            for row in page["items"]:
                yield row
            if page["next"] is None:
                return
            asked["cursor"] = page["next"]

    async def settled(self, paths: Sequence[str], versions: Iterable[str]) -> None:
        """Return when the services behind these GETs have applied all the versions."""
        named = list(versions)
        parts = [named[at : at + MOST_WAITS] for at in range(0, len(named), MOST_WAITS)]
        few = asyncio.Semaphore(FEW)

        async def wait(path: str, part: Sequence[str]) -> None:
            async with few:
                await self.get(path, wait_for=part)

        await asyncio.gather(*(wait(path, part) for part in parts for path in paths))

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """One request as the person who signed in; raises RefusedByApi or Unreachable."""
        headers = dict(options.pop("headers", {}))
        renewed = False
        while True:
            await self._fresh()
            used = self._access
            answer = await self._patiently(
                method, path, headers=headers | {"Authorization": f"Bearer {used}"}, **options
            )
            if answer.status_code != 401 or renewed:
                return _answer(method, path, answer)
            renewed = True
            await self._renew(used)

    async def _patiently(self, method: str, path: str, **options: Any) -> httpx2.Response:
        end, pause = time.monotonic() + self.patience, 0.05
        while True:
            try:
                answer = await self.http.request(method, path, **options)
                if not _passes(answer):
                    return answer
                trouble = f"{answer.status_code} {answer.text[:300]}"
                pause = _asked_pause(answer, pause)
            except httpx2.TransportError as error:
                trouble = f"{type(error).__name__} {error}"
            if time.monotonic() > end:
                raise Unreachable(f"{method} {path}: {trouble}")
            await asyncio.sleep(pause * random.uniform(0.7, 1.3))  # noqa: S311  # so that not all come at once
            pause = min(pause * 2, 2)

    async def _fresh(self) -> None:
        if self._credentials[0] and time.monotonic() > self._ends - MARGIN:
            await self._renew(self._access)

    async def _renew(self, used: str) -> None:
        """A new access token, once for all who wait; by password when the refresh token is not taken."""
        async with self._renewing:
            if self._access != used:
                return
            refresh = {"grant_type": "refresh_token", "client_id": "script", "refresh_token": self._refresh}
            try:
                await self._take(refresh)
            except RefusedByApi:
                await self.sign_in(*self._credentials)

    async def _take(self, form: Mapping[str, str]) -> None:
        path = "/api/auth/token"
        asked = time.monotonic()
        taken = _answer("POST", path, await self._patiently("POST", path, data=dict(form))).body
        self._access, self._refresh = taken["access_token"], taken["refresh_token"]
        self._ends = asked + float(taken["expires_in"])


def _matching(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"v{version}"'}


def _passes(answer: httpx2.Response) -> bool:
    """Whether the same request may fare better in a moment."""
    return answer.status_code in PASSING or (answer.status_code == 409 and BUSY in answer.text)


def _asked_pause(answer: httpx2.Response, pause: float) -> float:
    """What Retry-After says; a Wait-For that was in vain has waited already."""
    if "not-yet" in answer.text:
        return 0.0
    asked = answer.headers.get("retry-after", "")
    return max(pause, float(asked)) if asked.isdigit() else pause


def _answer(method: str, path: str, answer: httpx2.Response) -> Answer:
    if answer.is_success:
        return Answer(answer.status_code, answer.json() if answer.content else None, answer.headers)
    try:
        problem = answer.json()
    except json.JSONDecodeError:
        problem = {"detail": answer.text[:300]}
    raise RefusedByApi(method, path, answer.status_code, problem)
