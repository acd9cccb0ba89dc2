"""Tabs, and the people of the demo company who sit before them."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
from playwright.async_api import Browser, ConsoleMessage, Page, expect
from stack import Company

from saleswire.passwords import password
from saleswire.places import ROOT
from saleswire.venues import venue_of
from samples.demo.facts import PEOPLE
from samples.demo.telling import secrets_of

PICTURES = ROOT / ".local" / "screenshots"
FRESH = 300  # seconds; a renewed sign-in makes the cookies of before worthless, and renewal is due after 600
SLOWEST = 20_000  # milliseconds for any one step; the machine may be busy
expect.set_options(timeout=SLOWEST)


@dataclass
class Tab:
    """One page in a profile of its own; ``troubles`` is what no page of ours may say."""

    page: Page
    troubles: list[str] = field(default_factory=list)

    @classmethod
    @asynccontextmanager
    async def opened(
        cls,
        browser: Browser,
        origin: str,
        *,
        scheme: str = "light",
        width: int = 1280,
        height: int = 800,
        cookies: list[Any] | None = None,
        **wishes: Any,
    ) -> AsyncIterator["Tab"]:
        """An empty tab, closed afterwards; further ``wishes`` go to Playwright's new_context."""
        seen = {"color_scheme": scheme, "viewport": {"width": width, "height": height}}
        context = await browser.new_context(
            **{"base_url": origin, "locale": "en-GB", "reduced_motion": "reduce"} | seen | wishes
        )
        context.set_default_timeout(SLOWEST)
        try:
            await context.add_cookies(cookies or [])
            tab = cls(await context.new_page())
            tab.page.on("pageerror", lambda error: tab.troubles.append(f"script: {error}"))
            tab.page.on("console", tab.heard)
            yield tab
        finally:
            await context.close()

    def heard(self, message: ConsoleMessage) -> None:
        """A page asked for what its own policy forbids."""
        if message.type == "error" and "Content Security Policy" in message.text:
            self.troubles.append(message.text)


class SignIns:
    """Signs somebody of each role in, now and then; pages in between get the cookies."""

    def __init__(self, company: Company, browser: Browser) -> None:
        self.origin, self.browser = company.origin, browser
        self.secrets = secrets_of(venue_of(company.place))
        self.secrets["admin"] = password(company.place.state, "administrator")
        self.kept: dict[str, tuple[float, list[Any]]] = {}

    def username(self, role: str) -> str:
        """The first of the demo's people with that role, or the username itself."""
        if role in self.secrets:
            return role
        return next(person.username for person in PEOPLE if person.role == role)

    async def cookies(self, role: str) -> list[Any]:
        """The cookies of somebody who is signed in."""
        username = self.username(role)
        since, kept = self.kept.get(username, (0.0, []))
        if not kept or time.monotonic() - since > FRESH:
            kept = await self.fresh(username)
            self.kept[username] = (time.monotonic(), kept)
        return kept

    async def fresh(self, username: str) -> list[Any]:
        """The cookies of a sign-in that nobody else uses."""
        async with Tab.opened(self.browser, self.origin) as tab:
            await tab.page.goto("/sign-in")
            await self.fill_in(tab.page, username)
            return list(await tab.page.context.cookies())

    async def client(self, role: str) -> httpx2.AsyncClient:
        """What somebody's browser asks, without the browser."""
        cookies = {one["name"]: one["value"] for one in await self.cookies(role)}
        return httpx2.AsyncClient(
            base_url=self.origin, cookies=cookies, timeout=30, trust_env=False, follow_redirects=True
        )

    async def fill_in(self, page: Page, username: str) -> None:
        """What a person does on the sign-in page."""
        await page.get_by_label("Username").fill(username)
        await page.get_by_label("Password").fill(self.secrets[username])
        await page.get_by_role("button", name="Sign in").click()
        await page.wait_for_url(lambda url: "/api/auth/" not in url and "/sign-in" not in url)


async def picture(page: Page, name: str) -> Path:
    """A picture of the whole page; answers its file."""
    file = PICTURES / f"{name}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=file, full_page=True, animations="disabled")
    return file
