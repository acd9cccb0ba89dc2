"""The same client for programs without an event loop, safe to use from several threads.

All of them share one loop in a thread of its own: there is one client, and this is its second face.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterable, Sequence
from functools import cache
from typing import Any, TypeVar

from client.answers import Answer
from client.api import LISTS, ApiClient, Document

T = TypeVar("T")


@cache
def _loop() -> asyncio.AbstractEventLoop:
    """The loop of all blocking clients; its thread ends with the program."""
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="api-client", daemon=True).start()
    return loop


class BlockingApiClient:
    """One person at the gateway; arguments and methods are those of ``ApiClient``."""

    def __init__(self, address: str, username: str = "", password: str = "", **how: Any) -> None:
        self._loop = _loop()
        self._api = ApiClient(address, username, password, **how)

    @property
    def address(self) -> str:
        """Where the gateway listens."""
        return self._api.address

    @property
    def username(self) -> str:
        """Who signed in or will."""
        return self._api.username

    def close(self) -> None:
        """Let go of the connections."""
        self._done(self._api.close())

    def sign_in(self, username: str = "", password: str = "") -> None:
        """Sign in by password; raises RefusedByApi when it is wrong."""
        self._done(self._api.sign_in(username, password))

    def get(self, path: str, *, wait_for: Iterable[str] = (), **parameters: Any) -> Answer:
        """Read; with ``wait_for`` only after the service has applied these versions."""
        return self._done(self._api.get(path, wait_for=wait_for, **parameters))

    def read(self, path: str, **parameters: Any) -> Any:
        """The document or page at an address."""
        return self._done(self._api.read(path, **parameters))

    def find(self, path: str, cols: str, **filters: str) -> Document | None:
        """The only item of a list that matches; None when there is none."""
        return self._done(self._api.find(path, cols, **filters))

    def rows(self, path: str, **parameters: Any) -> list[Document]:
        """All rows of a list."""

        async def all_of_them() -> list[Document]:
            return [row async for row in self._api.rows(path, **parameters)]

        return self._done(all_of_them())

    def post(
        self, path: str, body: Any = None, *, key: str | None = None, version: int | None = None
    ) -> Answer:
        """Command; ``key`` is the intention, ``version`` goes into If-Match."""
        return self._done(self._api.post(path, body, key=key, version=version))

    def put(self, path: str, body: Any, *, version: int | None = None) -> Answer:
        """Set something."""
        return self._done(self._api.put(path, body, version=version))

    def act(self, at: str, verb: str, body: Any, *, key: str | None = None) -> Answer:
        """A step of the document at an address, at the version at which it stands now."""
        return self._done(self._api.act(at, verb, body, key=key))

    def change(self, at: str, wanted: Document, method: str = "PATCH") -> Answer:
        """Set fields of the document at an address; what is set already is left alone."""
        return self._done(self._api.change(at, wanted, method))

    def settled(self, paths: Sequence[str], versions: Iterable[str]) -> None:
        """Return when the services behind these GETs have applied all the versions."""
        self._done(self._api.settled(paths, versions))

    def let_in(self, paths: Sequence[str] = LISTS) -> None:
        """Return when the services behind these lists know the person."""
        self._done(self._api.let_in(paths))

    def _done(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
