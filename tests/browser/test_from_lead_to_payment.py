"""One deal as people live it: a seller without a mouse, operations, accounting, a manager who watches."""

from typing import Any
from uuid import uuid4

import pytest
from keyboard import Keyboard
from playwright.async_api import Locator, Page, expect

SOON = 20_000  # milliseconds; what other services do by themselves
WATCHED = ("#tile-orders_placed", "#chart-standing-table")


@pytest.mark.feature("FO-P-01", "PH-D-08", "PH-G-01", "PH-G-02", "PH-G-04", "PH-Q-01", "PH-Q-13")
@pytest.mark.feature("PH-SD-12", "PH-SD-23", "PH-SL-21", "ER-Q-01", "QU-G-01", "QU-I-01", "QU-I-03")
async def test_a_lead_becomes_a_paid_order(signed_in: Any) -> None:
    seller, manager = await signed_in("elin.sand"), await signed_in("tomas.lind")
    before = await live_parts(manager)

    name = await register_a_lead(Keyboard(seller))
    await offer(Keyboard(seller), name)
    await agree(Keyboard(seller))
    order = await place_the_order(Keyboard(seller))

    await see_it_change(manager, before)
    await ask_about_it(seller, order, name)
    operations = await signed_in("operations")
    shipment = await release_and_dispatch(operations, order)
    await perform_the_service(operations, order)
    await be_paid(await signed_in("accounting"), order)
    await confirm_delivery(operations, shipment)
    await see_the_whole_deal(seller, order)


async def live_parts(page: Page) -> dict[str, str]:
    """What a manager watches: a figure, what a chart is drawn from, and the same as a table."""
    drawn = await page.locator("#chart-standing-canvas").get_attribute("data-drawn")
    shown = {part: await page.locator(part).text_content() or "" for part in WATCHED}
    return shown | {"drawn": drawn or ""}


async def see_it_change(page: Page, before: dict[str, str]) -> None:
    """The new order is there without anybody's doing."""
    for part in WATCHED:
        await expect(page.locator(part)).not_to_have_text(before[part], timeout=SOON)
    await expect(page.locator("#chart-standing-canvas")).not_to_have_attribute("data-drawn", before["drawn"])


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
    """A quote of two lines, found by typing, begun on the page of the lead and sent."""
    lead = keys.page.url
    await keys.press("a")
    await keys.sees("New quote")
    await expect(keys.page.get_by_label("Client").first).to_have_value(client)
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
    quote = keys.page.url
    await keys.page.goto(lead)
    await expect(status(keys.page)).to_have_text("Lead")
    await keys.page.get_by_role("main").get_by_role("link", name="Quotes 1").click()
    await keys.page.locator(".row-link").click()
    await expect(keys.page).to_have_url(quote)
    await keys.sees("Q-")


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
    await expect(status(page)).to_have_text("Placed")
    return page.url


async def ask_about_it(page: Page, order: str, client: str) -> None:
    """A ticket about the order knows the client, and stands on the order's page."""
    await page.goto(order)
    number = (await page.get_by_role("heading", level=1).inner_text()).split()[0]
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("link", name="New ticket about this order").click()
    await page.get_by_label("Subject").fill("Can they have certificates in Norwegian?")
    await page.get_by_label("Department").select_option("production")
    await page.get_by_role("button", name="Open the ticket").click()
    about = page.get_by_role("complementary", name="Properties")
    await expect(about.get_by_role("link", name=client)).to_be_visible()
    await about.get_by_role("link", name=number).first.click()
    await page.get_by_role("link", name="Tickets 1").click()
    await expect(page.locator("tr[data-row]")).to_contain_text("certificates in Norwegian")


async def release_and_dispatch(page: Page, order: str) -> str:
    """Operations let it go on and send what lies in stock; answers the shipment's address."""
    await page.goto(order)
    await shown_after_reload(page, page.get_by_role("button", name="Release to production"))
    await page.get_by_role("button", name="Release to production").click()
    await expect(status(page)).to_have_text("Released")
    dispatch = page.get_by_role("link", name="Dispatch DO-").first
    await shown_after_reload(page, dispatch)
    await page.goto(f"{order}?tab=billing")
    await expect(page.get_by_role("main").get_by_role("link", name="INV-")).to_have_count(0)
    await dispatch.click()
    await page.get_by_role("link", name="Dispatch", exact=True).first.click()
    await page.get_by_label("Carrier").fill("Nordlandsfrakt")
    await page.get_by_role("button", name="Dispatch", exact=True).click()
    await expect(page.get_by_role("heading", level=1, name="SH-")).to_be_visible()
    return page.url


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


async def confirm_delivery(page: Page, shipment: str) -> None:
    """The client has the goods."""
    await page.goto(shipment)
    await page.get_by_label("Received by").fill("Gate 3")
    await page.get_by_role("button", name="Confirm delivery").click()
    await expect(status(page)).to_have_text("Delivered")


async def see_the_whole_deal(page: Page, order: str) -> None:
    """Its page says how far it came, what it is worth and what was shipped; the trace tells all of it."""
    await page.goto(order)
    closed = page.locator("h1 .status", has_text="Closed")
    await shown_after_reload(page, closed)
    bar = page.get_by_role("list", name="Progress")
    for step in ("Draft", "Placed", "Released", "Fulfilled", "Invoiced", "Closed"):
        await expect(bar.get_by_role("listitem").filter(has_text=step)).to_have_class("step done")
    summary = page.get_by_role("main")
    for words in ("Devices", "Services", "1 line", "EUR 944.00", "EUR 150.00", "301.86"):
        await expect(summary).to_contain_text(words)
    await page.get_by_role("link", name="Shipping", exact=True).click()
    shipped = page.get_by_role("region", name="Shipments").locator("tbody tr")
    await expect(shipped).to_contain_text("Nordlandsfrakt")
    await expect(shipped).not_to_contain_text("under way")
    for step in ("Shipments", "Services"):
        await expect(page.get_by_role("main")).to_contain_text(step)
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
