"""Every page, light and dark: nothing that somebody with a screen reader or bad eyes would stumble over.

The pages are found by following links, so a new page is visited as soon as a link leads to it. ``make test``
visits all of them as administrator, and looks at a list, a document and a form of each section.
``make every-page`` sets SALESWIRE_EVERY_PAGE, looks at each page of each role and leaves pictures of them.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest
from atlas import EVERY, Atlas, explored, first_part, picture_name, sample
from axe import COLOURS
from people import PEOPLE
from playwright.async_api import Page

from web.sections import SECTIONS

FULL = "administrator"
ROLES = sorted({FULL, *(person.role for person in PEOPLE)}) if EVERY else [FULL]
AtlasOf = Callable[[str], Awaitable[Atlas]]
LINKS = [link.path for link in SECTIONS.sidebar().links]
FURTHER = ("/search?q=lindau", "/orders?q=nothing+is+called+so", "/orders?status=draft")
NOWHERE = ("/no-such-page", f"/orders/{uuid4()}", "/orders/not-an-id", "/orders?status=never")
SMALL = ("/", "/orders", "/orders/*", "/quotes/*", "/quotes/new", "/settings")
PHONE = 390


@pytest.fixture(scope="module")
def atlas_of(sign_ins: Any) -> AtlasOf:
    """``await atlas_of("seller")``: every kind of page, as somebody with that role sees it."""
    known: dict[str, Atlas] = {}

    async def found(role: str) -> Atlas:
        if role not in known:
            async with await sign_ins.client(role) as client:
                known[role] = await explored(client, "/", *FURTHER)
        return known[role]

    return found


@pytest.mark.parametrize("role", ROLES)
async def test_no_link_leads_nowhere(role: str, atlas_of: AtlasOf) -> None:
    atlas = await atlas_of(role)
    assert atlas.broken == []
    assert role != FULL or set(LINKS) <= {first_part(kind) for kind in atlas.pages}


@pytest.mark.parametrize("section", [*LINKS, "elsewhere"])
@pytest.mark.parametrize("role", ROLES)
async def test_nobody_stumbles_over(
    role: str, section: str, atlas_of: AtlasOf, opened: Any, sign_ins: Any, axe: Any, shot: Any
) -> None:
    atlas = await atlas_of(role)
    pages = atlas.of(section) if section != "elsewhere" else atlas.beside(LINKS)
    found = (pages if EVERY else sample(pages)).items()
    cookies = await sign_ins.cookies(role)
    tabs = [await opened(cookies=cookies) for _ in range(2)]  # one is drawn while the other is looked at

    async def some(page: Page, place: int) -> list[str]:
        mine = [(kind if role == FULL else f"/{role}{kind}", address) for kind, address in found]
        wrong = [await looked_at(page, *one, axe, shot) for one in mine[place :: len(tabs)]]
        return [words for each in wrong for words in each]

    wrong = await asyncio.gather(*(some(page, place) for place, page in enumerate(tabs)))

    assert [words for each in wrong for words in each] == []


async def test_nobody_stumbles_over_errors(signed_in: Any, axe: Any, shot: Any) -> None:
    page = await signed_in(FULL)
    wrong = [
        await looked_at(page, f"error-{number}", where, axe, shot) for number, where in enumerate(NOWHERE)
    ]
    assert [words for each in wrong for words in each] == []


async def test_nobody_stumbles_before_signing_in(opened: Any, axe: Any, shot: Any) -> None:
    page = await opened()
    wrong = [await looked_at(page, name, f"/{name}", axe, shot) for name in ("sign-in", "signed-out")]
    assert [words for each in wrong for words in each] == []


async def test_nothing_is_wider_than_a_telephone(atlas_of: AtlasOf, signed_in: Any, shot: Any) -> None:
    atlas = await atlas_of(FULL)
    page = await signed_in(FULL, width=PHONE, height=844)
    wide = {}
    for kind in SMALL:
        await page.goto(atlas.pages[kind])
        wide[kind] = await page.evaluate("document.scrollingElement.scrollWidth")
        if EVERY:
            await shot(page, picture_name(kind, "small"))

    assert {kind: width for kind, width in wide.items() if width > PHONE} == {}


async def looked_at(page: Page, kind: str, address: str, axe: Any, shot: Any) -> list[str]:
    """What is wrong with a page in light and in dark, each with its address."""
    await page.emulate_media(color_scheme="light")
    answer = await page.goto(address)
    assert answer is not None
    assert "default-src 'none'" in answer.headers["content-security-policy"], address
    wrong = await axe(page)
    if EVERY:
        await shot(page, picture_name(kind, "light"))
    await page.emulate_media(color_scheme="dark")
    wrong += await axe(page, rules=COLOURS)
    if EVERY and "tab=" not in kind:
        await shot(page, picture_name(kind, "dark"))
    return [f"{address}: {words}" for words in wrong]
