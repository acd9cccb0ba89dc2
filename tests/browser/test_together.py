"""Several windows, several people, an impatient hand: nothing is lost, nothing happens twice."""

from typing import Any

from dealing import accepted_quote, draft_order, orders_of, seller
from playwright.async_api import Page, expect


async def test_who_saves_second_sees_both_sides_and_decides(
    stack: Any, sign_ins: Any, signed_in: Any, axe: Any
) -> None:
    async with seller(stack, sign_ins) as elin:
        order = await draft_order(elin)
    mine, theirs = await signed_in("elin.sand"), await signed_in("leader")
    for page in (mine, theirs):
        await page.goto(f"/orders/{order['id']}/edit")
    await save(theirs, "Theirs: two headboxes")
    await expect(theirs.get_by_role("heading", level=1, name=order["number"])).to_be_visible()

    await save(mine, "Mine: three headboxes")

    clash = mine.get_by_role("alert")
    await expect(clash).to_contain_text("Theirs: two headboxes")
    await expect(clash).to_contain_text("Mine: three headboxes")
    assert await axe(mine) == []
    await clash.get_by_role("button", name="Save mine over it").click()
    await expect(mine.get_by_role("main")).to_contain_text("Mine: three headboxes")
    await expect(clash).to_have_count(0)


async def save(page: Page, description: str) -> None:
    """Change the description and save."""
    await page.get_by_label("Description").first.fill(description)
    await page.get_by_role("button", name="Save", exact=False).first.click()


async def test_an_impatient_hand_makes_one_order_and_places_it_once(
    stack: Any, sign_ins: Any, signed_in: Any
) -> None:
    async with seller(stack, sign_ins) as elin:
        quote = await accepted_quote(elin)
        page = await signed_in("elin.sand")
        await page.goto("/orders/new")
        generate = page.get_by_role("button", name=f"Generate SO of {quote['number']}")
        await generate.dblclick()
        await expect(page.get_by_role("heading", level=1, name="SO-")).to_be_visible()
        (order,) = await orders_of(elin, quote["id"])

        await page.goto(f"/orders/{order['id']}")
        await page.get_by_role("button", name="Place the order").dblclick()
        await expect(page.locator("h1 .status")).to_have_text("Placed")

        await expect(page.get_by_role("alert")).to_have_count(0)
        assert len(await orders_of(elin, quote["id"])) == 1


async def test_a_session_that_ended_elsewhere_leads_to_signing_in_and_back(
    opened: Any, sign_ins: Any
) -> None:
    cookies = await sign_ins.fresh("greta.huber")
    here, there = await opened(cookies=cookies), await opened(cookies=cookies)
    await here.goto("/invoices")
    await there.goto("/settings")
    await there.get_by_role("button", name="everywhere").click()
    await expect(there.get_by_role("heading", name="You are signed out")).to_be_visible()

    await here.get_by_role("navigation", name="Sections").get_by_role("link", name="Clients").click()

    await expect(here.get_by_role("heading", name="Sign in")).to_be_visible()
    await sign_ins.fill_in(here, "greta.huber")
    assert here.url.endswith("/invoices")
