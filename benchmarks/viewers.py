"""What it costs that people look: 300 browsers follow the dashboard while now and then something happens.

The same events happen once without anybody looking and once with everybody, so that the difference is the
looking. All browsers go through the gateway to web, as they would; people have several each.
"""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

from pydantic import SecretStr

from benchmarks.company import Company
from benchmarks.figures import percentiles
from benchmarks.flow import Deal
from benchmarks.people import Person
from benchmarks.stand import Stand
from benchmarks.usage import cpu_seconds, spent_between
from saleswire.passwords import password
from web.session import Seal
from web.settings import Settings

VIEWERS = 300
EVERY = 5.0  # seconds between events
AT_ONCE = 20  # connections that are opened side by side
OURS = ("gateway", "web", "reporting", "notifications")
FIGURES = b"event: figures\n"


class Blind(Exception):
    """A browser got no stream, or lost it."""


class Screen:
    """One browser that follows the dashboard; ``seen`` are the moments at which figures came."""

    def __init__(self) -> None:
        self.seen: list[float] = []
        self.ready = asyncio.Event()
        self.lost = False
        self._task: asyncio.Task[None] | None = None

    async def open(self, port: int, cookie: str) -> None:
        """Return when the first figures are there. Raises Blind, TimeoutError."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        asked = (
            f"GET /live?want=month HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: text/event-stream\r\n"
            f"Cookie: saleswire_session={cookie}\r\n\r\n"
        )
        writer.write(asked.encode())
        status = await reader.readline()
        if b" 200 " not in status:
            raise Blind(f"/live answered {status.decode().strip()}")
        self._task = asyncio.create_task(self._follow(reader, writer))
        async with asyncio.timeout(30):
            await self.ready.wait()

    async def _follow(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rest = b""
        try:
            while piece := await reader.read(1 << 16):
                text = rest + piece
                if FIGURES in text:
                    self.seen.append(time.perf_counter())
                    self.ready.set()
                rest = text[-len(FIGURES) + 1 :]
            self.lost = True
        finally:
            writer.close()

    async def close(self) -> None:
        """Stop looking."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


async def watched(stand: Stand, company: Company, seconds: float) -> dict[str, Any]:
    """Per cent of a core with and without viewers, and how long figures take to reach them."""
    await company.awake()
    alone, _ = await cost(stand, company, seconds)
    screens = await opened(stand, company.people)
    try:
        together, moments = await cost(stand, company, seconds)
        if any(screen.lost for screen in screens):
            raise Blind("a stream ended while it was watched")
    finally:
        await asyncio.gather(*(screen.close() for screen in screens))
    percent = {name: 100 * (together[name] - alone[name]) / seconds for name in OURS}
    return {
        "percent": sum(percent.values()),
        "percent_by_process": percent,
        "percent_without": sum(100 * alone[name] / seconds for name in OURS),
        "figures_ms": percentiles(delays(screens, moments)),
        "events": len(moments),
    }


async def opened(stand: Stand, people: Sequence[Person]) -> list[Screen]:
    """All screens, of all people in turn, each with its first figures."""
    seal = Seal(Settings(web_secret=SecretStr(password(stand.place.state, "web"))))
    screens = [Screen() for _ in range(VIEWERS)]
    some = asyncio.Semaphore(AT_ONCE)

    async def open(number: int) -> None:
        async with some:
            cookie = seal.close("session", [people[number % len(people)].token, ""])
            await screens[number].open(stand.gateway, cookie)

    async with asyncio.TaskGroup() as group:
        for number in range(VIEWERS):
            group.create_task(open(number))
    return screens


async def cost(stand: Stand, company: Company, seconds: float) -> tuple[dict[str, float], list[float]]:
    """CPU seconds of our processes while quotes are sent now and then, and when each was sent."""
    before, began, moments = cpu_seconds(stand.place), time.perf_counter(), []
    number = 0
    while (left := began + seconds - time.perf_counter()) > EVERY:
        await Deal(company, number, lambda _step, _took: None).offer()
        moments.append(time.perf_counter())
        number += 1
        await asyncio.sleep(max(0.0, began + number * EVERY - time.perf_counter()))
    await asyncio.sleep(left)
    spent = spent_between(before, cpu_seconds(stand.place))
    return {name: spent[name] for name in OURS}, moments


def delays(screens: Sequence[Screen], moments: Sequence[float]) -> list[float]:
    """Milliseconds from each answer to the last figures that came of it, on the screens that show it."""
    found = []
    for screen in screens:
        for moment in moments:
            came = [seen for seen in screen.seen if moment - 0.5 < seen < moment + EVERY - 1]
            found += [max(0.0, 1000 * (max(came) - moment))] if came else []
    return found or [0.0]
