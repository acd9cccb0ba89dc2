"""The sidebar of everybody: each link leads to a page that works, and to nothing that is not open to them."""

from typing import Any

import pytest
from playwright.async_api import ConsoleMessage, Page, Response

from samples.demo.facts import PEOPLE
from web.security import HEADERS


@pytest.mark.parametrize("username", [person.username for person in PEOPLE])
async def test_every_link_of_the_sidebar_works_for(username: str, signed_in: Any) -> None:
    page = await signed_in(username)
    wrong = listen(page)
    links = page.get_by_role("navigation", name="Sections").get_by_role("link")
    addresses = [await link.get_attribute("href") for link in await links.all()]

    for address in addresses:
        answer = await page.goto(address)
        assert answer.status == 200, address
        assert await page.get_by_role("heading", level=1).count() == 1, address
        assert {name: answer.headers.get(name.lower()) for name in HEADERS} == HEADERS, address
        assert answer.headers["cache-control"] == "no-store", address

    assert len(addresses) > 3
    assert wrong == []


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
