"""Waiting for what reactions bring about: one question about all documents that somebody waits for."""

import asyncio
from collections.abc import Callable
from typing import Any

from client import ApiClient, Unreachable

Row = dict[str, Any]
Holds = Callable[[Row], bool]
PAUSE = 0.2  # seconds between two questions
MOST = 100  # values of one filter


class Watch:
    """A list that is asked, while anybody waits, for the rows whose column ``key`` they named."""

    def __init__(self, api: ApiClient, path: str, key: str, columns: str, patience: float = 120) -> None:
        self._api, self._path, self._key, self._columns = api, path, key, columns
        self._patience = patience
        self._waiting: dict[str, tuple[Holds, asyncio.Future[Row]]] = {}
        self._asking: asyncio.Task[None] | None = None

    async def until(self, value: str, holds: Holds, what: str) -> Row:
        """The row once it holds; raises Unreachable, saying what was waited for, when it never does."""
        future: asyncio.Future[Row] = asyncio.get_running_loop().create_future()
        self._waiting[value] = (holds, future)
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        try:
            async with asyncio.timeout(self._patience):
                return await future
        except TimeoutError:
            raise Unreachable(f"{value}: {what} did not happen within {self._patience:.0f} s") from None
        finally:
            self._waiting.pop(value, None)

    async def _ask(self) -> None:
        try:
            while self._waiting:
                await self._look()
                await asyncio.sleep(PAUSE)
        except Exception as error:
            for _, future in self._waiting.values():
                if not future.done():
                    future.set_exception(error)

    async def _look(self) -> None:
        asked: Row = {self._key: ",".join(list(self._waiting)[:MOST]), "cols": self._columns, "limit": 200}
        for row in (await self._api.read(self._path, **asked))["items"]:
            holds, future = self._waiting.get(row[self._key], (None, None))
            if holds and future and not future.done() and holds(row):
                future.set_result(row)
