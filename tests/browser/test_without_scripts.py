"""With scripts switched off one still signs in, reads, filters, fills forms in and takes the next step."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import Page, expect


@pytest.fixture
async def plain(opened: Any, sign_ins: Any) -> Page:
    """A seller's page in a browser without JavaScript, after signing in by hand."""
    page: Page = await opened(java_script_enabled=False)
    await page.goto("/orders")
    await sign_ins.fill_in(page, "elin.sand")
    return page


@pytest.mark.feature("PH-SL-08")
async def test_a_list_is_read_and_filtered_and_a_row_opened(plain: Page) -> None:
    await expect(plain.get_by_role("heading", level=1, name="Sales Orders")).to_be_visible()
    await plain.get_by_role("searchbox", name="Search sales orders").fill("SO-")
    await plain.keyboard.press("Enter")
    await expect(plain).to_have_url("/orders?q=SO-")

    await plain.locator(".row-link").first.click()
    await expect(plain.get_by_role("heading", level=1, name="SO-")).to_be_visible()
    await plain.get_by_role("link", name="Line Items").click()
    await expect(plain.get_by_role("region", name="Ledger of the lines")).to_be_visible()


async def test_a_form_is_saved_and_says_what_is_wrong(plain: Page) -> None:
    await plain.goto("/clients/new")
    await plain.get_by_label("Name").first.fill(f"Uten Skript {uuid4().hex[:6]}")
    await plain.get_by_role("combobox", name="Territory").select_option("Nordics")
    ships = plain.get_by_role("group", name="Ships to")
    for label, words in (("Name", "Uten Skript"), ("City", "Bodø"), ("Country", "Norway")):
        await ships.get_by_label(label).fill(words)
    await plain.get_by_role("button", name="Register").click()

    await expect(plain.get_by_role("heading", level=1, name="Uten Skript")).to_be_visible()
    await expect(plain.locator("h1 .status")).to_have_text("Lead")


async def test_a_quote_is_written_and_sent(plain: Page) -> None:
    await plain.goto("/quotes/new")
    await plain.get_by_label("Client").first.fill("Norrland Skog AB")
    await plain.get_by_label("Product of line 1").fill("PS-240")
    await plain.get_by_label("Quantity of line 1").fill("3")
    await plain.get_by_role("button", name="Save draft").click()
    await expect(plain.get_by_role("heading", level=1, name="Q-")).to_be_visible()

    await plain.get_by_role("button", name="Mark as sent").click()
    await expect(plain.locator("h1 .status")).to_have_text("Sent")
