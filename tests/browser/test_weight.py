"""How much a browser loads the first time: bytes as they come over the wire, no times."""

from typing import Any

import pytest
from playwright.async_api import Page

MOST = 100_000  # bytes of a first visit, without charts
AGAIN = 25_000  # bytes of the next page, when styles and scripts are there


class Scales:
    """Counts what one page lets come, by the browser's own books."""

    def __init__(self) -> None:
        self.bytes = 0

    async def watch(self, page: Page) -> "Scales":
        """Begin to count."""
        wire = await page.context.new_cdp_session(page)
        await wire.send("Network.enable")
        wire.on("Network.loadingFinished", self.count)
        return self

    def count(self, told: dict[str, Any]) -> None:
        """Something came to its end."""
        self.bytes += int(told["encodedDataLength"])


@pytest.mark.parametrize("address", ["/orders", "/quotes/new", "/settings"])
async def test_a_first_visit_is_light(address: str, opened: Any, sign_ins: Any) -> None:
    page = await opened(cookies=await sign_ins.cookies("leader"))
    scales = await Scales().watch(page)

    await page.goto(address)
    first = scales.bytes
    await page.goto("/clients")

    assert 10_000 < first <= MOST
    assert scales.bytes - first <= AGAIN
