"""Questions about a product: asked on its page, answered in its ticket, found again by the next one."""

from typing import Any
from uuid import uuid4

import pytest
from playwright.async_api import expect


@pytest.mark.feature("PH-DV-25", "PH-T-06")
async def test_a_question_about_a_device_is_asked_answered_and_found_on_its_page(signed_in: Any) -> None:
    page, question = await signed_in("elin.sand"), f"Longest cable {uuid4().hex[:6]}?"
    await page.goto("/devices?number=VS-320")
    await page.locator(".row-link", has_text="VS-320").click()
    await expect(page.get_by_role("heading", level=1, name="VS-320")).to_be_visible()
    device = page.url
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("link", name="New ticket about it").click()
    await expect(page.get_by_label("Further orders, projects, items")).to_have_value("VS-320")
    await page.get_by_label("Subject").fill(question)
    await page.get_by_role("button", name="Open the ticket").click()
    await expect(page.get_by_role("heading", level=1, name=question)).to_be_visible()
    ticket = page.url

    await page.goto(device)
    await page.get_by_role("link", name="Tickets about it").click()
    row = page.locator("tr[data-row]", has_text=question)
    await row.locator(".row-link").click()
    await expect(page).to_have_url(ticket)
    await page.get_by_label("Your answer").fill("Thirty metres, shielded.")
    await page.get_by_role("button", name="Resolve with it").click()
    await expect(page.locator("h1 .status")).to_have_text("Resolved")

    colleague = await signed_in("marco.keller")
    await colleague.goto(device)
    await colleague.get_by_role("link", name="What is known about it").click()
    await expect(colleague.get_by_role("link", name=question)).to_be_visible()
    await expect(colleague.locator("#known")).to_contain_text("Thirty metres, shielded.")
