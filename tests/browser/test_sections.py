"""The sidebar of everybody: each link leads to a page that works, and to nothing that is not open to them.

Everybody asks for all of them, and for what they load later. A browser opens the start page of each, and any
other page for the first who has its link; ``make every-page`` has it open all pages of everybody.
"""

import re
from collections.abc import Iterable
from html import unescape
from typing import Any

import httpx2
import pytest
from atlas import EVERY
from playwright.async_api import ConsoleMessage, Page, Response, expect

from samples.demo.facts import PEOPLE
from web.security import HEADERS

START = "/"
AT_ONCE = 'hx-trigger="load"'
LATER = re.compile(rf'hx-get="([^"]+)"\s+{AT_ONCE}')
PART = {"HX-Request": "true"}
NINE = {  # with how the rows of each list begin
    "Dashboard": "",
    "Quotes": "^Q-",
    "Sales Orders": "^SO-",
    "Sales Tickets": "^T-",
    "Customer Purchase Orders": "",
    "Clients": ".",
    "Distributors": ".",
    "Devices": ".",
    "Options": "^OP-",
}


@pytest.fixture(scope="module")
def opened_before() -> set[str]:
    """Addresses that a browser opened for somebody."""
    return set()


@pytest.mark.parametrize("username", [person.username for person in PEOPLE])
async def test_every_link_of_the_sidebar_works_for(
    username: str, signed_in: Any, sign_ins: Any, opened_before: set[str]
) -> None:
    page = await signed_in(username)
    wrong = listen(page)
    links = page.get_by_role("navigation", name="Sections").get_by_role("link")
    addresses = [await link.get_attribute("href") for link in await links.all()]
    assert len(addresses) > 3

    async with await sign_ins.client(username) as client:
        parts = [part for address in addresses for part in await asked(client, address)]
        for part in parts:
            assert (await client.get(part, headers=PART)).status_code == 200, part

    for address in addresses if EVERY else [START, *new(addresses, opened_before)]:
        answer = await page.goto(address)
        assert_good(address, answer.status, answer.headers)
        assert await page.get_by_role("heading", level=1).count() == 1, address

    opened_before.update(addresses)
    assert wrong == []


@pytest.mark.feature("PH-DI-07", "PH-G-03", "PH-SL-07")
async def test_the_nine_sections_of_sales_are_reached_from_the_sidebar(signed_in: Any) -> None:
    for role in ("manager", "leader", "seller"):
        page = await signed_in(role)
        sidebar = page.get_by_role("navigation", name="Sections")
        labels = [label.strip() for label in await sidebar.get_by_role("link").all_inner_texts()]
        assert set(NINE) <= set(labels), role
    for name, row in NINE.items():
        await sidebar.get_by_role("link", name=name, exact=True).click()
        await expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
        if row:
            await expect(page.locator("tr[data-row] .row-link").first).to_have_text(re.compile(row))


async def asked(client: httpx2.AsyncClient, address: str) -> list[str]:
    """Ask for a page, which is as it should be; what it loads later."""
    answer = await client.get(address)
    assert_good(address, answer.status_code, answer.headers)
    assert answer.text.count("<h1") == 1, address
    parts = LATER.findall(answer.text)
    assert len(parts) == answer.text.count(AT_ONCE), address
    return [unescape(part) for part in parts]


def new(addresses: Iterable[str], known: set[str]) -> list[str]:
    """Those that nobody opened yet."""
    return [address for address in addresses if address not in known | {START}]


def assert_good(address: str, status: int, headers: Any) -> None:
    """It came, under the rules that hold for every page."""
    assert status == 200, address
    assert {name: headers.get(name.lower()) for name in HEADERS} == HEADERS, address
    assert headers["cache-control"] == "no-store", address


def listen(page: Page) -> list[str]:
    """What goes wrong in the page from now on: error messages, and answers that are none."""
    wrong: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            wrong.append(f"{page.url} says {message.text}")

    def answered(answer: Response) -> None:
        if answer.status >= 400:
            wrong.append(f"{page.url} asked {answer.url}: {answer.status}")

    page.on("console", said)
    page.on("response", answered)
    return wrong
