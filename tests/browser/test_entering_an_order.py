"""The window of an order: filled from a quote, or empty; everything in it may be changed."""

import re
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dealing import CLIENT, PRODUCT, accepted_quote, seller
from playwright.async_api import Locator, Page, expect

from chassis.number_formats import day

SENT = "input:not([type=hidden]):not([type=checkbox]), textarea"
CLOSED = "fields => fields.filter(field => field.disabled || field.readOnly).map(field => field.name)"


@pytest.mark.feature("FO-S-03", "PH-SA-01")
async def test_a_quote_fills_the_window_and_what_is_changed_there_stands_beside_what_was_offered(
    stack: Any, sign_ins: Any, signed_in: Any
) -> None:
    async with seller(stack, sign_ins) as elin:
        quote = await accepted_quote(elin)
    page = await signed_in("elin.sand")
    await page.goto("/orders/new")
    await page.get_by_role("button", name=f"Generate SO of {quote['number']}").click()
    await expect(page.get_by_role("heading", level=1, name="Edit SO-")).to_be_visible()
    form = page.get_by_role("form", name="Order")
    for label, value in {
        "Project name": quote["project"],
        "Description": quote["description"],
        "Terms": quote["terms"],
        "Lead time": "14",
        "Quantity of line 1": "2",
    }.items():
        await expect(form.get_by_label(label).first).to_have_value(value)
    await expect(form.get_by_label("Product of line 1")).to_have_value(re.compile(PRODUCT))
    await expect(form.get_by_role("group", name="Shipping address").get_by_label("City")).not_to_be_empty()
    assert await form.locator(SENT).evaluate_all(CLOSED) == []

    await form.get_by_label("Quantity of line 1").fill("5")
    await form.get_by_role("button", name="Save the draft").click()
    offered = Decimal(quote["totals"]["gross"])
    await expect(page.get_by_role("heading", level=1, name="SO-")).to_be_visible()
    await expect(properties(page)).to_contain_text(f"Total EUR {offered / 2 * 5:,.2f}")
    await properties(page).get_by_role("link", name=quote["number"]).click()
    await expect(page.get_by_role("heading", level=1, name=quote["number"])).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text(f"{offered:,.2f}")


def properties(page: Page) -> Locator:
    """What stands beside a document."""
    return page.get_by_role("complementary", name="Properties")


@pytest.mark.feature("PH-SA-02", "PH-SA-05")
async def test_an_order_without_a_quote_begins_empty_and_of_today_unless_changed(signed_in: Any) -> None:
    page = await signed_in("leader")  # who may date back
    await page.goto("/orders/new")
    await page.get_by_role("link", name="Open a blank window").click()
    form = page.get_by_role("form", name="Order")
    await expect(form).to_be_visible()
    today = datetime.now(ZoneInfo("Europe/Berlin")).date()
    yesterday = today - timedelta(days=1)
    filled = "fields => fields.filter(field => field.value).map(field => `${field.name}=${field.value}`)"
    assert await form.locator(SENT).evaluate_all(filled) == [f"ordered_on={today}"]
    assert await form.locator("input[type=checkbox]:checked").count() == 0
    assert await form.locator(SENT).evaluate_all(CLOSED) == []

    await form.get_by_label("SO date").fill(str(yesterday))
    await form.get_by_label("Client").first.fill(CLIENT)
    await form.get_by_label("Product of line 1").fill(PRODUCT)
    await form.get_by_label("Quantity of line 1").fill("1")
    await form.get_by_role("button", name="Save the draft").click()
    await expect(page.get_by_role("heading", level=1, name="SO-")).to_be_visible()
    await expect(page.locator("h1 .status")).to_have_text("Draft")
    await expect(properties(page)).to_contain_text(re.compile(f"SO date\\s*{day(yesterday)}"))
