"""The address of a list is its state: Back, reload and a shared link show it again. Keys move in it."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from web.sections import SECTIONS

OFF_SCREEN = """() => {
    const edge = document.querySelector("th.quick")?.getBoundingClientRect().left;
    const money = [...document.querySelectorAll("th.money")];
    const off = (head) => head.getBoundingClientRect().right > edge + 1;
    return money.filter(off).map((head) => head.innerText);
}"""
CURRENT = '[data-row][aria-selected="true"]'


@pytest.fixture
async def orders(signed_in: Any) -> Page:
    """The leader's list of orders, where there are more than a few."""
    page: Page = await signed_in("leader")
    await page.goto("/orders")
    return page


async def test_back_brings_the_filtered_list_again(orders: Page) -> None:
    await orders.get_by_role("searchbox", name="Search sales orders").fill("rheintal")
    await expect(orders).to_have_url("/orders?q=rheintal")
    rows = await orders.locator("[data-row]").all_inner_texts()
    await orders.locator(".row-link").first.click()
    await expect(orders.get_by_role("heading", level=1, name="SO-")).to_be_visible()

    await orders.go_back()

    await expect(orders).to_have_url("/orders?q=rheintal")
    await expect(orders.get_by_role("searchbox", name="Search sales orders")).to_have_value("rheintal")
    assert await orders.locator("[data-row]").all_inner_texts() == rows


async def test_reload_and_a_shared_address_show_the_same(orders: Page, signed_in: Any) -> None:
    await orders.goto("/orders?status=closed&sort=-net&cols=number,client_name,net")
    rows = await orders.locator("[data-row]").all_inner_texts()
    await orders.reload()
    assert await orders.locator("[data-row]").all_inner_texts() == rows

    colleague = await signed_in("administrator")
    await colleague.goto(orders.url)
    assert await colleague.locator("[data-row]").all_inner_texts() == rows
    assert rows


@pytest.mark.feature("PH-DI-03", "PH-DV-31")
@pytest.mark.parametrize("section", ["clients", "devices"])
async def test_each_person_chooses_columns_and_order_and_keeps_them(section: str, signed_in: Any) -> None:
    page, name = await signed_in("elin.sand"), f"My {section}"
    await page.goto(f"/{section}")
    before = await heads(page)
    await page.get_by_role("button", name="Display").click()
    menu = page.locator("#display-menu")
    await menu.get_by_label(before[2], exact=True).uncheck()
    await menu.locator("input:not(:checked)").last.check()
    await menu.get_by_label("Height of rows").select_option("Compact")
    await menu.get_by_label(before[1], exact=True).focus()
    await page.keyboard.press("Alt+ArrowUp")
    await menu.get_by_role("button", name="Apply").click()
    await expect(page.locator("thead th[scope=col]").first).to_have_text(before[1])
    chosen = await heads(page)
    assert chosen[:2] == [before[1], before[0]]
    assert before[2] not in chosen
    assert len(chosen) == len(before)
    for direction in ("ascending", "descending"):
        await page.get_by_role("link", name=before[0], exact=True).click()
        await expect(page.locator(f"th[aria-sort={direction}]")).to_have_text(before[0])
    rows = await page.locator("[data-row]").all_inner_texts()
    await page.get_by_role("button", name="Save view").click()
    await page.get_by_label("Name of this view").fill(name)
    await page.locator("#save-view").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("link", name=name)).to_be_visible()

    await page.goto("/settings")
    sections = page.get_by_role("navigation", name="Sections")
    await sections.get_by_role("link", name=section.capitalize(), exact=True).click()
    await expect(page.locator("th[aria-sort=descending]")).to_have_text(before[0])
    assert await heads(page) == chosen
    assert await page.locator("[data-row]").all_inner_texts() == rows
    await expect(page.locator("#list")).to_have_attribute("data-density", "compact")

    await page.get_by_role("button", name="Display").click()
    await page.get_by_role("button", name="Reset").click()
    await expect(page.locator("th[aria-sort]")).to_have_count(0)
    assert await heads(page) == before
    await page.get_by_role("link", name=name).click()
    await expect(page.locator("thead th[scope=col]").first).to_have_text(before[1])
    assert await heads(page) == chosen
    assert await page.locator("[data-row]").all_inner_texts() == rows

    colleague = await signed_in("leader")
    await colleague.goto(f"/{section}")
    assert await heads(colleague) == before
    await expect(colleague.get_by_role("link", name=name)).to_have_count(0)


async def test_a_list_opens_at_the_view_that_was_left(signed_in: Any) -> None:
    page = await signed_in("elin.sand")
    views, sections = (page.get_by_role("navigation", name=name) for name in ("Views", "Sections"))
    await page.goto("/quotes")
    await views.get_by_role("link", name="Lost").click()
    await expect(views.get_by_role("link", name="Lost")).to_have_attribute("aria-current", "page")
    await page.goto("/settings")

    await sections.get_by_role("link", name="Quotes", exact=True).click()
    await expect(views.get_by_role("link", name="Lost")).to_have_attribute("aria-current", "page")
    await views.get_by_role("link", name="All").click()
    await expect(views.get_by_role("link", name="All")).to_have_attribute("aria-current", "page")
    await page.goto("/quotes")
    await expect(views.get_by_role("link", name="All")).to_have_attribute("aria-current", "page")


@pytest.mark.parametrize("width", [1440, 1024])
async def test_the_money_of_every_list_is_on_the_screen(signed_in: Any, width: int) -> None:
    page = await signed_in("administrator", width=width, height=900)
    for spec in SECTIONS.lists:
        await page.goto(spec.path)
        off = await page.evaluate(OFF_SCREEN)
        assert off == [], f"{spec.path}: {off}"


async def heads(page: Page) -> list[str]:
    """What stands over the columns."""
    return [text.strip() for text in await page.locator("thead th[scope=col]").all_inner_texts()]


async def test_j_k_x_and_enter_move_in_it(orders: Page) -> None:
    numbers = await orders.locator(".row-link").all_inner_texts()
    for key in ("j", "j", "k"):
        await orders.keyboard.press(key)
    await expect(orders.locator(f"{CURRENT} .row-link")).to_have_text(numbers[0])

    await orders.keyboard.press("x")
    await expect(orders.locator(f"{CURRENT} input[type=checkbox]")).to_be_checked()
    await orders.keyboard.press("Enter")
    await expect(orders.get_by_role("heading", level=1, name=numbers[0])).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_space_peeks_at_a_row_and_the_panel_follows_the_keys(
    scheme: str, signed_in: Any, axe: Any
) -> None:
    orders = await signed_in("leader", scheme=scheme)
    await orders.goto("/orders")
    numbers = await orders.locator(".row-link").all_inner_texts()
    peek, keys = orders.get_by_role("complementary", name="Preview"), orders.keyboard
    for key in ("j", "Space"):
        await keys.press(key)
    await expect(peek.get_by_role("heading", name=numbers[0])).to_be_visible()
    await expect(peek.get_by_text("Total amount")).to_be_visible()
    assert await axe(orders) == []

    await keys.press("j")
    await expect(peek.get_by_role("heading", name=numbers[1])).to_be_visible()
    await keys.press("Escape")
    await expect(peek).to_be_hidden()

    await keys.press("Space")
    await expect(peek).to_be_visible()
    await keys.press("Space")
    await expect(peek).to_be_hidden()
    assert "/orders" in orders.url


async def test_a_click_anywhere_on_a_row_opens_it(orders: Page) -> None:
    number = await orders.locator(".row-link").first.inner_text()
    await orders.locator("[data-row]").first.locator("td.right").first.click()
    await expect(orders.get_by_role("heading", level=1, name=number)).to_be_visible()


async def test_a_click_on_a_box_or_after_selecting_text_opens_nothing(orders: Page) -> None:
    await orders.locator("[data-row] input").first.check()
    await expect(orders.get_by_text("1 selected")).to_be_visible()

    client = orders.locator("[data-row] td .clip").first
    box = await client.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    await orders.mouse.move(box["x"] + 1, middle)
    await orders.mouse.down()
    await orders.mouse.move(box["x"] + box["width"] - 1, middle, steps=4)
    await orders.mouse.up()

    assert await orders.evaluate("String(getSelection()).length") > 0
    assert "loading" not in await orders.evaluate("document.documentElement.className")
    await expect(orders.get_by_role("heading", level=1, name="Sales Orders")).to_be_visible()


@pytest.mark.parametrize("click", [{"modifiers": ["ControlOrMeta"]}, {"button": "middle"}])
async def test_a_row_opens_in_a_tab_of_its_own(click: Any, orders: Page) -> None:
    number = await orders.locator(".row-link").first.inner_text()
    async with orders.context.expect_page() as opening:
        await orders.locator("[data-row]").first.locator("td.right").first.click(**click)
    tab = await opening.value
    await expect(tab.get_by_role("heading", level=1, name=number)).to_be_visible()
    await expect(orders.get_by_role("heading", level=1, name="Sales Orders")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_a_filter_is_found_by_typing_and_said_in_words(scheme: str, signed_in: Any, axe: Any) -> None:
    orders = await signed_in("leader", scheme=scheme)
    await orders.goto("/orders")
    menu = orders.locator("#filter-menu")
    await orders.keyboard.press("f")
    await expect(menu.get_by_role("searchbox")).to_be_focused()
    await orders.keyboard.type("date cre")
    await expect(menu.locator("summary:visible")).to_have_text(["Date created"])
    await orders.keyboard.press("Enter")
    await expect(menu.get_by_role("link", name="Today")).to_be_focused()
    assert await axe(orders) == []
    await menu.get_by_role("link", name="This year").click()
    await expect(orders).to_have_url(re.compile("ordered_on=this-year"))
    await expect(orders.locator(".chip")).to_contain_text("this year")
    await expect(orders.locator("[data-row]").first).to_be_visible()


@pytest.mark.parametrize("width", [1440, 1024, 390])
async def test_groups_add_up_and_lead_to_their_rows(width: int, signed_in: Any, axe: Any, shot: Any) -> None:
    orders = await signed_in("leader", width=width)
    await orders.goto("/orders")
    await orders.get_by_role("button", name="Group").click()
    await orders.locator("#group-menu").get_by_role("link", name="Status").click()
    groups = orders.get_by_role("region", name="Groups")
    await expect(groups.locator("tbody tr").first).to_be_visible()
    assert await axe(orders) == []
    await shot(orders, f"groups-{width}")
    first = groups.locator("tbody tr").first
    count = await first.locator("td.right").first.inner_text()
    await first.get_by_role("link").click()
    await expect(orders.locator(".totals strong")).to_have_text(count)


async def test_a_row_ends_with_its_actions_by_pointer_and_by_keyboard(orders: Page) -> None:
    row = orders.locator("[data-row]").first
    number = await row.locator(".row-link").inner_text()
    await row.hover()
    await row.get_by_role("button", name=f"Peek at {number}").click()
    peek = orders.get_by_role("complementary", name="Preview")
    await expect(peek.get_by_role("heading", name=number)).to_be_visible()
    await row.get_by_role("link", name=f"PDF: {number}").focus()
    await orders.keyboard.press("Enter")
    await expect(orders).to_have_url(re.compile("/pdf$"))


async def test_the_palette_finds_an_order_and_goes_there(orders: Page) -> None:
    number = await orders.locator(".row-link").first.inner_text()
    await orders.goto("/settings")

    await orders.keyboard.press("ControlOrMeta+k")
    await orders.keyboard.type(number)
    await expect(orders.get_by_role("option", name=number).first).to_have_attribute("aria-selected", "true")
    await orders.keyboard.press("Enter")

    await expect(orders.get_by_role("heading", level=1, name=number)).to_be_visible()


async def test_a_question_mark_shows_the_keys(orders: Page, axe: Any) -> None:
    await orders.keyboard.press("?")
    await expect(orders.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    assert await axe(orders) == []
    await orders.keyboard.press("Escape")
    await expect(orders.get_by_role("dialog", name="Keyboard shortcuts")).to_be_hidden()
