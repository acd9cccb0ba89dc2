"""Whoever opens Saleswire signs in first, sees their own start page, and may leave again."""

from typing import Any

from playwright.async_api import expect


async def test_a_stranger_sees_the_sign_in_page_and_nothing_else(opened: Any, axe: Any, shot: Any) -> None:
    page = await opened()

    answer = await page.goto("/")

    assert answer is not None
    assert answer.status == 200
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await expect(page.get_by_label("Username")).to_be_focused()
    await expect(page.get_by_role("navigation")).to_have_count(0)
    assert await axe(page) == []
    await shot(page, "sign-in")


async def test_a_wrong_password_leaves_one_outside(opened: Any) -> None:
    page = await opened()
    await page.goto("/sign-in")
    await page.get_by_label("Username").fill("elin.sand")
    await page.get_by_label("Password").fill("not the password")
    await page.get_by_role("button", name="Sign in").click()

    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.get_by_role("alert")).not_to_contain_text("expired")
    await expect(page.get_by_label("Password")).to_be_visible()


async def test_the_address_that_one_asked_for_is_where_one_arrives(opened: Any, sign_ins: Any) -> None:
    page = await opened()
    await page.goto("/quotes?q=Q-2026")
    await sign_ins.fill_in(page, "elin.sand")

    assert page.url.endswith("/quotes?q=Q-2026")
