"""One person at the gateway: reads, commands, lists, and waiting until services know what was written.

Every POST carries an Idempotency-Key and is repeated with the same one, so nothing is done twice.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import httpx2

from client.answers import Answer, RefusedByApi, Unreachable, understood
from client.repeating import Patience
from client.signing_in import SignIn

MOST_WAITS = 20  # versions in one Wait-For
PAGE = 200  # rows
FEW = 6  # requests that wait at once
PAUSE = 0.1  # seconds between two questions whether a service knows somebody
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
Document = dict[str, Any]


class ApiClient:
    """One person; whoever names a username and a password here is signed in by the first request."""

    def __init__(
        self,
        address: str,
        username: str = "",
        password: str = "",
        *,
        via: str = "script",
        patience: Patience | float = 60.0,
        timeout: float = 40.0,
        connections: int = 24,
    ) -> None:
        self.address = address
        limits = httpx2.Limits(max_connections=connections, max_keepalive_connections=connections)
        self.http = httpx2.AsyncClient(
            base_url=address, timeout=timeout, limits=limits, headers={"Saleswire-Via": via}, trust_env=False
        )
        self.patience = patience if isinstance(patience, Patience) else Patience(patience)
        self._signed = SignIn(self.http, self.patience, username, password)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Let go of the connections."""
        await self.http.aclose()

    @property
    def username(self) -> str:
        """Who signed in or will."""
        return self._signed.username

    async def sign_in(self, username: str = "", password: str = "") -> None:
        """Sign in by password, the known person when none is named; raises RefusedByApi when it is wrong."""
        if username:
            await self._signed.by_password(username, password)
        else:
            await self._signed.token()

    async def token(self) -> str:
        """The access token, for requests that are made without this client."""
        return await self._signed.token()

    async def get(self, path: str, *, wait_for: Iterable[str] = (), **parameters: Any) -> Answer:
        """Read; with ``wait_for`` only after the service has applied these versions."""
        headers = {"Wait-For": ", ".join(named)} if (named := list(wait_for)) else {}
        return await self.ask("GET", path, params=parameters or None, headers=headers)

    async def read(self, path: str, **parameters: Any) -> Any:
        """The document or page at an address."""
        return (await self.get(path, **parameters)).body

    async def find(self, path: str, cols: str, **filters: str) -> Document | None:
        """The only item of a list that matches; None when there is none."""
        items = (await self.read(path, cols=f"id,version,{cols}", limit=2, **filters))["items"]
        assert len(items) < 2, f"{path} has several of {filters}"
        return items[0] if items else None

    async def post(
        self, path: str, body: Any = None, *, key: str | None = None, version: int | None = None
    ) -> Answer:
        """Command; ``key`` is the intention (a new one when left out), ``version`` goes into If-Match."""
        headers = {"Idempotency-Key": key or uuid4().hex} | _matching(version)
        return await self.ask("POST", path, json={} if body is None else body, headers=headers)

    async def put(self, path: str, body: Any, *, version: int | None = None) -> Answer:
        """Set something; repeated after a lost answer, so a version conflict may be our own doing."""
        return await self.ask("PUT", path, json=body, headers=_matching(version))

    async def act(self, at: str, verb: str, body: Any, *, key: str | None = None) -> Answer:
        """A step of the document at an address, at the version at which it stands now."""
        key = key or uuid4().hex
        while True:
            version = (await self.read(at))["version"]
            try:
                return await self.post(f"{at}/{verb}", body, key=key, version=version)
            except RefusedByApi as refused:
                if refused.status != 412:
                    raise

    async def change(self, at: str, wanted: Document, method: str = "PATCH") -> Answer:
        """Set fields of the document at an address; reads it again when somebody else was faster.

        What is set already is left alone, so that it may be repeated.
        """
        while True:
            found = await self.get(at)
            if same(found.body, wanted):
                return found
            try:
                return await self.ask(method, at, json=wanted, headers=_matching(found.body["version"]))
            except RefusedByApi as refused:
                if refused.status != 412:
                    raise

    async def rows(self, path: str, **parameters: Any) -> AsyncIterator[Document]:
        """All rows of a list, page by page."""
        asked = {"limit": PAGE} | parameters
        while True:
            page = await self.read(path, **asked)
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

    async def let_in(self, paths: Sequence[str] = LISTS) -> None:
        """Return when the services behind these lists know the person; raises Unreachable."""
        end = time.monotonic() + self.patience.seconds
        for path in paths:
            while not await self._is_let_in(path):
                if time.monotonic() > end:
                    raise Unreachable(f"{path} does not know {self.username}")
                await asyncio.sleep(PAUSE)

    async def _is_let_in(self, path: str) -> bool:
        try:
            await self.get(path)
        except RefusedByApi as refused:
            if refused.status != 403:
                raise
            return False
        return True

    async def ask(self, method: str, path: str, **options: Any) -> Answer:
        """One request as the person who signed in; raises RefusedByApi or Unreachable."""
        headers = dict(options.pop("headers", {}))
        renewed = False
        while True:
            used = await self._signed.token()
            signed = headers | ({"Authorization": f"Bearer {used}"} if used else {})
            began = time.perf_counter()
            answer = await self.patience.ask(self.http, method, path, headers=signed, **options)
            if answer.status_code != 401 or renewed or not used:
                return understood(method, path, answer, (time.perf_counter() - began) * 1000)
            renewed = True
            await self._signed.renew(used)


def same(current: Any, wanted: Any) -> bool:
    """Whether a field has the wanted value already; of an object, the wanted fields."""
    if isinstance(wanted, dict) and isinstance(current, dict):
        return all(same(current.get(name, ...), value) for name, value in wanted.items())
    return bool(current == wanted)


def _matching(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"v{version}"'}
