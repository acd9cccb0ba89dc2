"""Pages as a person waits for them: a real browser on the list of orders over many rows, and an order.

The browser runs on the same machine. Times are taken in the page: paint by the browser's own clock, a filter
from the last key until the new rows stand there, the 150 ms that typing is waited for included.
"""

from statistics import median
from typing import Any

from playwright.async_api import Browser, Page

from benchmarks.figures import percentiles
from benchmarks.lists import Reader
from benchmarks.stand import Stand
from tests.browser.browsers import chromium

TIMES = 15
PATIENCE = 30_000  # milliseconds until what is waited for will not come
WORDS = ("retrofit", "timber", "pump", "Kiel", "SO-2026")
STATUSES = ("draft", "pending", "released", "closed")
PAINT = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null"""
SENT = """() => performance.getEntriesByType("resource").concat(performance.getEntriesByType("navigation"))
    .reduce((sum, one) => sum + one.transferSize, 0)"""
SETTLED = """(words) => new Promise((done, failed) => {
    const box = document.querySelector("[data-list-search]");
    const began = performance.now();
    document.addEventListener("htmx:afterSettle", () => {
        if (new URLSearchParams(location.search).get("q") === words) done(performance.now() - began);
    });
    setTimeout(failed, PATIENCE);
    box.value = words;
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
})""".replace("PATIENCE", str(PATIENCE))
CLICKED = """(selector) => new Promise((done, failed) => {
    const began = performance.now(), before = location.search;
    document.addEventListener("htmx:afterSettle", () => {
        if (location.search !== before) done(performance.now() - began);
    });
    setTimeout(failed, PATIENCE);
    document.querySelector(selector).click();
})""".replace("PATIENCE", str(PATIENCE))


async def measured(stand: Stand, reader: Reader) -> dict[str, Any]:
    """Milliseconds until the first paint and until a filter's result, and bytes of the first load."""
    async with chromium(windows=True) as browser:
        first, size = await cold(stand, reader, browser)
        page = await signed_in(stand, reader, browser)
        again, searched, sorted_by, filtered = [], [], [], []
        for number in range(TIMES):
            again.append(await painted(page, f"{stand.origin}/orders"))
            searched.append(await page.evaluate(SETTLED, WORDS[number % len(WORDS)]))
            await page.goto(f"{stand.origin}/orders")
            sorted_by.append(await page.evaluate(CLICKED, "th a"))
            status = STATUSES[number % len(STATUSES)]
            filtered.append(await painted(page, f"{stand.origin}/orders?status={status}"))
        return {
            "first_load_bytes": size,
            "first_paint_cold_ms": first,
            "first_paint_ms": percentiles(again),
            "first_paint_filtered_ms": percentiles(filtered),
            "search_result_ms": percentiles(searched),
            "sort_result_ms": percentiles(sorted_by),
        }


async def cold(stand: Stand, reader: Reader, browser: Browser) -> tuple[float, int]:
    """The median first paint of a browser that has nothing kept, and what it loads."""
    paints, sizes = [], []
    for _ in range(3):
        page = await signed_in(stand, reader, browser)
        session = await page.context.new_cdp_session(page)
        await session.send("Network.clearBrowserCache")
        paints.append(await painted(page, f"{stand.origin}/orders"))
        await page.wait_for_load_state("networkidle")
        sizes.append(int(await page.evaluate(SENT)))
        await page.context.close()
    return median(paints), sizes[-1]


async def painted(page: Page, address: str) -> float:
    """Milliseconds from asking for the page until something of it is seen."""
    await page.goto(address, wait_until="load")
    handle = await page.wait_for_function(PAINT)
    return float(await handle.json_value())


async def signed_in(stand: Stand, reader: Reader, browser: Browser) -> Page:
    """A page of a browser of its own, signed in as the reader."""
    page = await (await browser.new_context(viewport={"width": 1440, "height": 900})).new_page()
    await page.goto(f"{stand.origin}/settings")
    await page.fill("[name=username]", reader.person.username)
    await page.fill("[name=password]", reader.person.secret)
    await page.press("[name=password]", "Enter")
    await page.wait_for_url(f"{stand.origin}/settings")
    return page
