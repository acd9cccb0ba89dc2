"""A demo company in a browser: the whole stack once, and a page for somebody of any role.

    async def test_…(signed_in, axe, shot):
        page = await signed_in("seller", scheme="dark")

A page that throws, or wants what its Content-Security-Policy forbids, fails its test.
"""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "journeys")]
PATIENCE = 400  # seconds: the first test of a run waits for the whole company
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Patience for the company to be there."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.timeout(PATIENCE))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember which test failed, for its last picture."""
    report: Any = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
async def stack(told_demo: tuple[Any, str, int]) -> Any:
    """The whole stack with the demo company in it; ``stack.origin`` is what stands in the address bar."""
    company, said, code = told_demo
    assert code == 0, said
    return company


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the run; each page gets a fresh profile in it."""
    from browsers import chromium

    async with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def sign_ins(stack: Any, browser: Browser) -> Any:
    """Who can sign in, and the cookies of those who did."""
    from people import SignIns

    return SignIns(stack, browser)


@pytest.fixture
async def opened(browser: Browser, stack: Any, request: pytest.FixtureRequest) -> AsyncIterator[Any]:
    """``await opened(scheme=…, width=…, height=…)``: a page of nobody, closed with the test."""
    from people import Tab, picture

    tabs: list[Tab] = []
    async with AsyncExitStack() as exits:

        async def fresh(**wishes: Any) -> Page:
            tab = await exits.enter_async_context(Tab.opened(browser, stack.origin, **wishes))
            tabs.append(tab)
            return tab.page

        yield fresh
        if request.node.stash.get(FAILED, False):
            for number, tab in enumerate(tabs):
                await picture(tab.page, f"failed/{request.node.name}-{number}")
        assert [words for tab in tabs for words in tab.troubles] == []


@pytest.fixture
def signed_in(opened: Any, sign_ins: Any) -> Callable[..., Awaitable[Page]]:
    """``await signed_in("seller", scheme="dark")``: a page of somebody with that role, at the start page."""

    async def page_of(role: str, **wishes: Any) -> Page:
        page: Page = await opened(cookies=await sign_ins.cookies(role), **wishes)
        await page.goto("/")
        return page

    return page_of


@pytest.fixture
async def page(signed_in: Any) -> Page:
    """A seller's start page."""
    found: Page = await signed_in("seller")
    return found


@pytest.fixture
def axe() -> Callable[..., Awaitable[list[str]]]:
    """``await axe(page)``: what breaks the rules of accessibility, in words."""
    from axe import violations

    return violations


@pytest.fixture
def shot() -> Callable[[Page, str], Awaitable[Path]]:
    """``await shot(page, "quotes-dark")``: a picture of the whole page in .local/screenshots."""
    from people import picture

    return picture
