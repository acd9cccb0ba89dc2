"""Somebody without a mouse: keys only, and Tab until what is wanted has the focus."""

import asyncio

from playwright.async_api import Locator, Page, expect

FAR = 150  # Tabs; more than any page has
FOCUSED = "here => here === document.activeElement"


class Keyboard:
    """The keyboard before one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            await self.page.keyboard.press(key)

    async def go(self, key: str, title: str) -> None:
        """To a section: g, then its key."""
        await asyncio.gather(self.press("g"), self.press(key))  # at once: g is not waited for long
        await self.sees(title)

    async def sees(self, title: str) -> None:
        """The page of that title has come."""
        await expect(self.page.get_by_role("heading", level=1, name=title)).to_be_visible()

    async def to(self, wanted: Locator) -> None:
        """Tab until it has the focus."""
        for _ in range(FAR):
            if await wanted.evaluate(FOCUSED):
                return
            await self.press("Tab")
        raise AssertionError(f"Tab does not lead to {wanted}")

    async def fill(self, label: str, words: str, within: Locator | None = None) -> None:
        """Type into the field of that label."""
        await self.to((within or self.page.get_by_role("main")).get_by_label(label).first)
        await self.press("ControlOrMeta+a")
        await self.page.keyboard.type(words)

    async def pick(self, label: str, words: str, found: str) -> None:
        """Type into a field that searches, and take the first of what it finds."""
        await self.fill(label, words)
        await expect(self.page.get_by_role("option", name=found).first).to_be_visible()
        await self.press("Enter")

    async def save(self) -> None:
        """Send the form that has the focus."""
        await self.press("ControlOrMeta+Enter")

    async def push(self, button: str, role: str = "button") -> None:
        """Tab to a button and press it."""
        await self.to(self.page.get_by_role(role, name=button).first)  # type: ignore[arg-type]  a role
        await self.press("Enter")
