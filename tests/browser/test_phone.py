"""A telephone: sections in a drawer, lists as cards, the next step at the thumb, nothing off the screen."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

WIDTH, HEIGHT = 390, 844


@pytest.fixture
async def phone(signed_in: Any) -> Page:
    """The leader's telephone."""
    page: Page = await signed_in("leader", width=WIDTH, height=HEIGHT)
    return page


async def on_screen(part: Locator) -> bool:
    """Whether it lies within the screen, without scrolling sideways."""
    box = await part.bounding_box()
    return box is not None and box["width"] > 0 and box["x"] >= 0 and box["x"] + box["width"] <= WIDTH


async def test_sections_lie_in_a_drawer_with_their_words(phone: Page) -> None:
    opener = phone.get_by_role("button", name="Sections")
    sections = phone.get_by_role("navigation", name="Sections")
    await expect(sections).to_be_hidden()

    await opener.click()
    await expect(sections.get_by_role("link", name="Dashboard")).to_be_focused()
    await phone.keyboard.press("Escape")
    await expect(sections).to_be_hidden()
    await expect(opener).to_be_focused()

    await opener.click()
    await sections.get_by_text("Clients", exact=True).click()
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("Clients")
    await expect(sections).to_be_hidden()
    await opener.click()  # the page under the drawer answers again, and the drawer too
    await phone.mouse.click(WIDTH - 10, HEIGHT / 2)
    await expect(sections).to_be_hidden()


async def test_an_order_is_found_by_its_card_and_read_without_moving_sideways(phone: Page) -> None:
    await phone.goto("/orders?sort=number")
    card = phone.locator("tr[data-row]").first
    for place in ("title", "figure", "about", "when", "status"):
        assert await on_screen(card.locator(f"[data-card={place}]")), place

    await card.click()  # anywhere
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("SO-")
    line = phone.get_by_role("region", name="Lines").locator("tbody tr").first
    for place in ("title", "figure", "about", "when"):
        assert await on_screen(line.locator(f"[data-card={place}]")), place


async def test_the_next_step_stands_at_the_thumb(phone: Page) -> None:
    await phone.goto("/quotes?status=sent")
    await phone.locator("tr[data-row] .row-link").first.click()
    await expect(phone.get_by_role("heading", level=1)).to_contain_text("Q-")

    step = phone.get_by_role("button", name="Accepted")
    box = await step.bounding_box()
    assert box is not None
    assert HEIGHT - box["y"] - box["height"] < 40
    assert await on_screen(step)


async def test_a_line_is_entered_without_moving_sideways(phone: Page) -> None:
    for address in ("/quotes/new", "/orders/new/blank"):
        await phone.goto(address)
        frame = phone.get_by_role("region", name="Lines")
        for label in ("Product of line 1", "Quantity of line 1"):
            assert await on_screen(frame.get_by_label(label).first), f"{address}: {label}"
        price = frame.locator("input[name$=price]").first
        assert await on_screen(price), address
