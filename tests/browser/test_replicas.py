"""Two replicas of the web client and nothing sticky between them: any of them serves any request."""

from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Response, expect
from replicas import two_replicas

LIVE = "/live"


async def test_one_begins_and_the_other_goes_on(stack: Any, sign_ins: Any, opened: Any) -> None:
    async with two_replicas(stack) as (door, entrance):
        page = await opened(base_url=entrance.origin)
        await page.goto("/sign-in")
        await page.goto(page.url.replace(entrance.origin, stack.origin))
        await sign_ins.fill_in(page, "elin.sand")  # it ends at the web client of the stack, a third replica

        await page.goto(f"{entrance.origin}/quotes")
        await expect(page.get_by_role("heading", level=1, name="Quotes")).to_be_visible()
        await page.get_by_role("button", name="Elin Sand").click()
        await page.get_by_role("button", name="Compact").click()
        await expect(page.locator("html")).to_have_attribute("data-density", "compact")
        await page.goto(f"{entrance.origin}/quotes")
        await expect(page.locator("html")).to_have_attribute("data-density", "compact")

        pages = {who for path, who in door.served if path in ("/quotes", "/settings/appearance", "/sign-in")}
        assert pages == {each.origin for each in door.replicas}


async def test_the_live_stream_comes_back_when_its_replica_ends(
    stack: Any, sign_ins: Any, opened: Any
) -> None:
    async with two_replicas(stack) as (door, entrance):
        page = await opened(base_url=entrance.origin, cookies=await sign_ins.cookies("tomas.lind"))
        async with page.expect_response(is_live):
            await page.goto("/")
        await expect(page.locator("[data-live-words]")).to_have_text("Live")
        (lost,) = {who for path, who in door.served if path == LIVE}

        async with page.expect_response(is_live):
            await next(each for each in door.replicas if each.origin == lost).end()

        assert [who for path, who in door.served if path == LIVE][-1] != lost
        await expect(page.locator("[data-live-state]")).not_to_have_class("lost")
        await expect(page.locator("[data-live-words]")).to_have_text("Live")


def is_live(answer: Response) -> bool:
    """The head of the stream."""
    return urlsplit(answer.url).path == LIVE
