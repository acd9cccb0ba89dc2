"""Every page, light and dark: nothing that somebody with a screen reader or bad eyes would stumble over.

The pages are found by following links, so a new page is looked at as soon as a link leads to it.
"""

import asyncio
from typing import Any
from uuid import uuid4

import pytest
from atlas import Atlas, explored, first_part, picture_name
from axe import COLOURS
from playwright.async_api import Page

from web.sections import ALL

SECTIONS = [section.path for section in ALL]
FURTHER = ("/search?q=lindau", "/orders?q=nothing+is+called+so", "/orders?status=draft")
NOWHERE = ("/no-such-page", f"/orders/{uuid4()}", "/orders/not-an-id", "/orders?status=never")
SMALL = ("/", "/orders", "/orders/*", "/quotes/*", "/quotes/new", "/settings")
PHONE = 390


@pytest.fixture(scope="module")
async def atlas(sign_ins: Any) -> Atlas:
    """Every kind of page, as somebody sees it who may see all."""
    async with await sign_ins.client("administrator") as client:
        return await explored(client, "/", *FURTHER)


async def test_no_link_leads_nowhere(atlas: Atlas) -> None:
    assert atlas.broken == []
    assert set(SECTIONS) <= {first_part(kind) for kind in atlas.pages}


@pytest.fixture
async def tabs(opened: Any, sign_ins: Any) -> list[Page]:
    """Two tabs of somebody who may see all, so that one is drawn while the other is looked at."""
    cookies = await sign_ins.cookies("administrator")
    return [await opened(cookies=cookies) for _ in range(2)]


@pytest.mark.parametrize("section", [*SECTIONS, "elsewhere"])
async def test_nobody_stumbles_over(
    section: str, atlas: Atlas, tabs: list[Page], axe: Any, shot: Any
) -> None:
    found = list((atlas.of(section) if section != "elsewhere" else atlas.beside(SECTIONS)).items())

    async def some(page: Page, place: int) -> list[str]:
        wrong = [await looked_at(page, *one, axe, shot) for one in found[place :: len(tabs)]]
        return [words for each in wrong for words in each]

    wrong = await asyncio.gather(*(some(page, place) for place, page in enumerate(tabs)))

    assert [words for each in wrong for words in each] == []


async def test_nobody_stumbles_over_errors(tabs: list[Page], axe: Any, shot: Any) -> None:
    page = tabs[0]
    wrong = [
        await looked_at(page, f"error-{number}", where, axe, shot) for number, where in enumerate(NOWHERE)
    ]
    assert [words for each in wrong for words in each] == []


async def test_nobody_stumbles_before_signing_in(opened: Any, axe: Any, shot: Any) -> None:
    page = await opened()
    wrong = [await looked_at(page, name, f"/{name}", axe, shot) for name in ("sign-in", "signed-out")]
    assert [words for each in wrong for words in each] == []


async def test_nothing_is_wider_than_a_telephone(atlas: Atlas, signed_in: Any, shot: Any) -> None:
    page = await signed_in("administrator", width=PHONE, height=844)
    wide = {}
    for kind in SMALL:
        await page.goto(atlas.pages[kind])
        wide[kind] = await page.evaluate("document.scrollingElement.scrollWidth")
        await shot(page, picture_name(kind, "small"))

    assert {kind: width for kind, width in wide.items() if width > PHONE} == {}


async def looked_at(page: Page, kind: str, address: str, axe: Any, shot: Any) -> list[str]:
    """What is wrong with a page in light and in dark, each with its address; leaves pictures."""
    await page.emulate_media(color_scheme="light")
    answer = await page.goto(address)
    assert answer is not None
    assert "default-src 'none'" in answer.headers["content-security-policy"], address
    wrong = await axe(page)
    await shot(page, picture_name(kind, "light"))
    await page.emulate_media(color_scheme="dark")
    wrong += await axe(page, rules=COLOURS)
    if "tab=" not in kind:
        await shot(page, picture_name(kind, "dark"))
    return [f"{address}: {words}" for words in wrong]
