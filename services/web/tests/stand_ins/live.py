"""A browser that follows /live, and the streams of services behind it; both piece by piece."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2

from web.live.parsing import Parser, Sse
from web.visit import SESSION

PATIENCE = 30.0  # seconds until a test gives up waiting for what must come


class Upstream:
    """The upstream: each stream says what is put into its queue, and ends with None."""

    def __init__(self) -> None:
        self.asked: list[httpx2.Request] = []
        self.streams: list[asyncio.Queue[str | None]] = []
        self.status = 200
        self._begun = asyncio.Event()

    def answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        if self.status != 200:
            return httpx2.Response(self.status, json={"title": "No"})
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        self.streams.append(queue)
        self._begun.set()
        kind = {"content-type": "text/event-stream"}
        return httpx2.Response(200, headers=kind, content=self._pieces(queue))

    async def _pieces(self, queue: asyncio.Queue[str | None]) -> AsyncIterator[bytes]:
        while (piece := await queue.get()) is not None:
            yield piece.encode()

    def say(self, name: str, data: str, id: str = "") -> None:
        """One event on the newest stream."""
        self.streams[-1].put_nowait(f"event: {name}\n{f'id: {id}' if id else ': '}\ndata: {data}\n\n")

    async def begun(self, number: int = 1) -> None:
        """Return when so many streams were opened."""
        async with asyncio.timeout(PATIENCE):
            while len(self.streams) < number:
                self._begun.clear()
                await self._begun.wait()


class Following:
    """One open /live."""

    def __init__(self) -> None:
        self.status = 0
        self.answered = asyncio.Event()
        self.ended = asyncio.Event()
        self.gone = asyncio.Event()
        self.events: asyncio.Queue[Sse] = asyncio.Queue()
        self.told: list[str] = []
        self._parser = Parser()

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.answered.set()
            return
        for event in self._parser.fed(message.get("body", b"")):
            if event.name:
                self.told.append(event.name)
                self.events.put_nowait(event)
        if not message.get("more_body"):
            self.ended.set()

    async def receive(self) -> dict[str, Any]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def next(self, name: str) -> str:
        """The data of the next event of this name."""
        async with asyncio.timeout(PATIENCE):
            while (event := await self.events.get()).name != name:
                pass
        return event.data

    async def over(self) -> bool:
        """Return when the server has ended it."""
        async with asyncio.timeout(PATIENCE):
            await self.ended.wait()
        return True


@asynccontextmanager
async def following(stage: Any, path: str = "/live", last: str = "") -> AsyncIterator[Following]:
    """A tab of the stage's browser that follows until it is closed."""
    parts = urlsplit(path)
    cookie = f"{SESSION}={stage.browser.cookies.get(SESSION) or ''}"
    headers = [(b"cookie", cookie.encode()), (b"last-event-id", last.encode())]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
        "path": parts.path, "raw_path": parts.path.encode(), "query_string": parts.query.encode(),
        "headers": headers, "server": ("pages.example", 80), "client": ("10.0.0.1", 1), "root_path": "",
    }  # fmt: skip
    tab = Following()
    task = asyncio.create_task(stage.app(scope, tab.receive, tab.send))
    try:
        async with asyncio.timeout(PATIENCE):
            await tab.answered.wait()
        yield tab
    finally:
        tab.gone.set()
        await asyncio.wait_for(task, PATIENCE)
