"""axe-core on a page as it is now: what somebody with a screen reader, or bad eyes, would stumble over."""

import json
from functools import cache
from typing import Any

from playwright.async_api import Page

from saleswire.assets import Assets

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@cache
def source() -> str:
    """axe-core, of the version that is locked with the browser code."""
    return (Assets().folder / "node_modules" / "axe-core" / "axe.min.js").read_text()


COLOURS = ("color-contrast", "link-in-text-block")  # all that can differ between light and dark


async def violations(page: Page, within: str = "html", rules: tuple[str, ...] = RULES) -> list[str]:
    """`rule: what it asks for, at SELECTOR` for each breach in the part of the page; empty when it is good.

    It runs by the debugger's door, because our pages let no foreign script in.
    """
    options = {"runOnly": list(rules), "resultTypes": ["violations"], "preload": False}
    door = await page.context.new_cdp_session(page)
    try:
        if not await evaluated(door, "'axe' in window"):
            await evaluated(door, f"{source()}; null")
        found = await evaluated(door, f"axe.run({json.dumps(within)}, {json.dumps(options)})")
    finally:
        await door.detach()
    return [
        f"{rule['id']}: {rule['help']}, at {' '.join(map(str, node['target']))}: {node['html'][:120]}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


async def evaluated(door: Any, expression: str) -> Any:
    """The value of an expression in the page, awaited; fails with the page's own words."""
    answer = await door.send(
        "Runtime.evaluate", {"expression": expression, "awaitPromise": True, "returnByValue": True}
    )
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")
