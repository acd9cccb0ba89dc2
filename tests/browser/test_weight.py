"""How much a browser loads the first time: bytes as they come over the wire, no times."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Page

MOST = 100_000  # bytes of a first visit, without charts
AGAIN = 25_000  # bytes of the next page, when styles and scripts are there
QUIET = 0.5  # seconds in which nothing begins


class Scales:
    """Counts what one page lets come, by the browser's own books."""

    def __init__(self) -> None:
        self.bytes = 0
        self._begun: set[str] = set()
        self._ended: set[str] = set()

    async def watch(self, page: Page) -> "Scales":
        """Begin to count."""
        wire = await page.context.new_cdp_session(page)
        await wire.send("Network.enable")
        wire.on("Network.requestWillBeSent", self._begin)
        wire.on("Network.loadingFinished", self._end)
        wire.on("Network.loadingFailed", self._end)
        return self

    async def settled(self) -> int:
        """Bytes so far, once everything that began has ended, also what a page asks for late."""
        async with asyncio.timeout(30):
            while True:
                seen = len(self._begun)
                await asyncio.sleep(QUIET)
                if seen == len(self._begun) and self._begun <= self._ended:
                    return self.bytes

    def _begin(self, told: dict[str, Any]) -> None:
        if told.get("type") != "EventSource":  # it never ends
            self._begun.add(told["requestId"])

    def _end(self, told: dict[str, Any]) -> None:
        self._ended.add(told["requestId"])
        self.bytes += int(told.get("encodedDataLength", 0))


@pytest.mark.parametrize("address", ["/orders", "/quotes/new", "/settings"])
async def test_a_first_visit_is_light(address: str, opened: Any, sign_ins: Any) -> None:
    page = await opened(cookies=await sign_ins.cookies("leader"))
    scales = await Scales().watch(page)

    await page.goto(address)
    first = await scales.settled()
    await page.goto("/clients")
    again = await scales.settled() - first

    assert 10_000 < first <= MOST
    assert again <= AGAIN
