"""The bell and its page: for everybody, by keyboard, on a telephone, and never before a closed door."""

import re
from typing import Any

import pytest
from people import PEOPLE
from playwright.async_api import expect

NAMES = [person.username for person in PEOPLE] + ["admin"]
LINK = re.compile(r'<a class="row-link" href="(/[^"]+)"')
OLDER = re.compile(r'href="(/notices\?[^"]*before=[^"]+)"')


@pytest.mark.parametrize("name", NAMES)
async def test_no_notice_leads_before_a_closed_door(sign_ins: Any, name: str) -> None:
    async with await sign_ins.client(name) as client:
        links: set[str] = set()
        page: str | None = "/notices"
        while page is not None:
            answer = await client.get(page)
            assert answer.status_code == 200, answer.text
            links |= {*LINK.findall(answer.text)}
            older = OLDER.search(answer.text)
            page = older[1].replace("&amp;", "&") if older else None
        led = {link: (await client.get(link)).status_code for link in sorted(links)}
    assert {link: status for link, status in led.items() if status != 200} == {}


async def test_a_seller_s_notices_are_read_and_muted_by_keyboard(signed_in: Any, axe: Any) -> None:
    page = await signed_in("seller")
    await page.keyboard.press("g")
    await page.keyboard.press("n")
    await expect(page.get_by_role("heading", name="Notifications")).to_be_visible()
    assert await axe(page) == []
    menu = page.get_by_role("button", name="What to do with").first
    await menu.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=re.compile("^Mute this")).first).to_be_visible()
    await page.get_by_role("button", name=re.compile("^Mute this")).first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Muted. Settings take it back.")).to_be_visible()
    await page.goto("/settings/notifications")
    await page.get_by_role("button", name="Take back").first.click()
    await expect(page.get_by_text("Nothing is muted")).to_be_visible()
    assert await axe(page) == []


async def test_whoever_opens_what_a_notice_is_about_has_read_it(signed_in: Any) -> None:
    page = await signed_in("seller")
    await page.goto("/notices?only=unread")
    thread = page.locator(".notice-row").first
    named = f"#{await thread.get_attribute('id')}"
    async with page.expect_response("**/notices/read"):
        await thread.locator(".row-link").first.click()
    await page.goto("/notices?only=unread")
    await expect(page.get_by_role("heading", name="Notifications")).to_be_visible()
    await expect(page.locator(named)).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_a_telephone_nothing_lies_beside_the_screen(signed_in: Any, axe: Any, scheme: str) -> None:
    page = await signed_in("seller", scheme=scheme, width=390, height=844)
    await page.goto("/notices")
    await page.locator(".notice-earlier summary").first.click()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    assert await axe(page) == []


async def test_whoever_has_no_dashboard_has_a_bell_that_rings(signed_in: Any) -> None:
    page = await signed_in("production")
    await expect(page.get_by_role("link", name=re.compile("^Notifications"))).to_be_visible()
    await expect(page.get_by_text("Live", exact=True)).to_be_visible()


async def test_after_an_at_a_colleague_is_chosen_who_then_hears_of_it(signed_in: Any) -> None:
    seller = await signed_in("seller")
    await seller.goto("/tickets/new")
    await seller.get_by_label("Subject").fill("Does the housing fit?")
    await seller.get_by_role("button", name=re.compile("Open")).last.click()
    answer = seller.get_by_label("Your answer")
    await answer.press_sequentially("What do you say, @ing")
    found = seller.get_by_role("listbox", name="Found").get_by_role("option", name="Ingrid Dahl")
    await expect(found).to_have_attribute("aria-selected", "true")
    await answer.press("Enter")
    await expect(answer).to_have_value(re.compile(r"@ingrid\.\w+ $"))
    await seller.get_by_role("button", name="Answer", exact=True).click()
    await expect(seller.get_by_text("Your answer is there.")).to_be_visible()
    colleague = await signed_in("ingrid.dahl")
    await colleague.goto("/notices")
    await expect(colleague.get_by_text("mentions you").first).to_be_visible()
