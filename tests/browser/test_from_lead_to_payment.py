"""One deal as people live it: a seller without a mouse, operations, accounting, a manager who watches."""

from typing import Any
from uuid import uuid4

import pytest
from keyboard import Keyboard
from playwright.async_api import Locator, Page, expect

SOON = 20_000  # milliseconds; what other services do by themselves


@pytest.mark.feature("ER-Q-01", "PH-G-04", "PH-Q-01", "PH-Q-13", "QU-G-01", "QU-I-01", "QU-I-03")
async def test_a_lead_becomes_a_paid_order(signed_in: Any) -> None:
    seller, manager = await signed_in("elin.sand"), await signed_in("tomas.lind")
    orders_placed = manager.locator("#tile-orders_placed")
    before = await orders_placed.inner_text()

    name = await register_a_lead(Keyboard(seller))
    await offer(Keyboard(seller), name)
    await agree(Keyboard(seller))
    order = await place_the_order(Keyboard(seller))

    await expect(orders_placed).not_to_have_text(before, timeout=SOON)
    operations = await signed_in("operations")
    await release_and_dispatch(operations, order)
    await perform_the_service(operations, order)
    await be_paid(await signed_in("accounting"), order)
    await see_the_whole_deal(seller, order)


async def register_a_lead(keys: Keyboard) -> str:
    """A company that nobody knew becomes a lead."""
    name = f"Storheia Vind {uuid4().hex[:6]}"
    await keys.go("c", "Clients")
    await keys.press("c")
    await keys.sees("New client")
    await keys.fill("Name", name)
    await keys.to(keys.page.get_by_role("combobox", name="Territory"))
    await keys.page.keyboard.type("Nordics")
    for where in ("Ships to", "Billed to"):
        group = keys.page.get_by_role("group", name=where)
        for label, words in (
            ("Name", name),
            ("Street", "Havnegata 3"),
            ("City", "Trondheim"),
            ("Country", "Norway"),
        ):
            await keys.fill(label, words, group)
    await keys.save()
    await keys.sees(name)
    return name


async def offer(keys: Keyboard, client: str) -> None:
    """A quote of two lines, found by typing, and sent."""
    await keys.go("q", "Quotes")
    await keys.press("c")
    await keys.sees("New quote")
    await keys.pick("Client", client, client)
    await keys.fill("Project", "Nacelle monitoring")
    await keys.fill("Terms of payment", "30 days net")
    await keys.pick("Product of line 1", "pressure", "PS-240")
    await keys.page.keyboard.type("4")
    await keys.press("Enter")
    await keys.pick("Product of line 2", "SV-CAL", "SV-CAL")
    await keys.page.keyboard.type("2")
    await expect(keys.page.locator("[data-sums]")).to_contain_text("301.86")
    await keys.save()
    await keys.sees("Q-")
    await keys.press("a")
    await expect(status(keys.page)).to_have_text("Sent")


async def agree(keys: Keyboard) -> None:
    """The client accepts: Generate SO leads to the one order, filled in from the quote."""
    await keys.press("a")
    await expect(status(keys.page)).to_have_text("Accepted")
    await keys.press("a")
    await keys.sees("")


async def place_the_order(keys: Keyboard) -> str:
    """What the quote did not say is added; answers the order's address."""
    page = keys.page
    await keys.sees("Edit SO-")
    await keys.fill("Description", "Sensors for twelve nacelles")
    await keys.fill("Lead time", "20")
    await keys.push("Save and place")
    await expect(status(page)).to_have_text("Pending")
    return page.url


async def release_and_dispatch(page: Page, order: str) -> None:
    """Operations let it go on and send what lies in stock."""
    await page.goto(order)
    await shown_after_reload(page, page.get_by_role("button", name="Release to production"))
    await page.get_by_role("button", name="Release to production").click()
    await expect(status(page)).to_have_text("Released")
    dispatch = page.get_by_role("link", name="Dispatch DO-").first
    await shown_after_reload(page, dispatch)
    await dispatch.click()
    await page.get_by_role("link", name="Dispatch", exact=True).first.click()
    await page.get_by_label("Carrier").fill("Nordlandsfrakt")
    await page.get_by_role("button", name="Dispatch", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name="SH-")).to_be_visible()


async def perform_the_service(page: Page, order: str) -> None:
    """Operations confirm what was calibrated."""
    await page.goto(order)
    confirm = page.get_by_role("link", name="Confirm SV-").first
    await shown_after_reload(page, confirm)
    await confirm.click()
    await page.get_by_label("Note").fill("Certificates are with the client")
    await page.get_by_role("button", name="Confirm and invoice").first.click()
    await expect(status(page)).to_have_text("Performed")


async def be_paid(page: Page, order: str) -> None:
    """Accounting see the invoices that came by themselves, and record the money."""
    await page.goto(f"{order}?tab=billing")
    invoices = page.get_by_role("main").get_by_role("link", name="INV-")
    addresses: set[str] = set()
    for _ in range(30):
        addresses = set(await invoices.evaluate_all("links => links.map(link => link.href)"))
        if len(addresses) > 1:
            break
        await page.reload()
    assert len(addresses) == 2, "one for the shipment and one for the service"
    for invoice in addresses:
        await page.goto(invoice)
        await page.get_by_role("link", name="Record a payment").click()
        await page.get_by_label("Reference").fill("Bank statement 12")
        await page.get_by_role("button", name="Record", exact=True).click()
        await expect(status(page)).to_have_text("Paid")


async def see_the_whole_deal(page: Page, order: str) -> None:
    """The trace tells all of it, from the quote to the end."""
    await page.goto(order)
    closed = page.locator("h1 .status", has_text="Closed")
    await shown_after_reload(page, closed)
    await page.goto(order.replace("/orders/", "/trace/"))
    steps = page.get_by_role("list").filter(has=page.locator(".trace-step"))
    for step in (
        "Quote sent",
        "Order placed",
        "Shipment dispatched",
        "Service performed",
        "Invoice issued",
        "Payment received",
    ):
        await expect(steps).to_contain_text(step, ignore_case=True)


def status(page: Page) -> Locator:
    """What stands beside the number of the document."""
    return page.locator("h1 .status")


async def shown_after_reload(page: Page, wanted: Locator) -> None:
    """Look again until another service has done its part."""
    for _ in range(30):
        if await wanted.is_visible():
            return
        await page.reload()
    await expect(wanted).to_be_visible()
