"""Whoever reads German finds German words, figures and days on the pages."""

from stand_ins import billing, listed, said
from stand_ins.billing import INVOICE
from stand_ins.orders import order_row
from stand_ins.quotes import QUOTE, SELLER, shows
from stand_ins.tickets import TICKET, ticket

from web.reading import UTC, Reader
from web.sections.dashboard.tiles import between
from web.times import ago, span

GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.5"}


async def test_an_invoice_that_is_late_says_so_in_german(stage):
    stage.sign_in("billing.*")
    stage.gateway.on("GET", f"/api/billing/invoices/{INVOICE}", said(billing.invoice()))
    stage.gateway.on("GET", f"/api/billing/invoices/{INVOICE}/payments", said([]))
    page = (await stage.browser.get(f"/invoices/{INVOICE}", headers=GERMAN)).text
    assert '<html lang="de"' in page
    assert "119,00 EUR" in page
    assert "war am 31.01.2020 fällig" in page
    assert "Zahlung erfassen" in page
    assert "Record a payment" not in page


async def test_a_draft_of_a_quote_offers_its_steps_in_german(stage):
    shows(stage)
    stage.sign_in(*SELLER)
    page = (await stage.browser.get(f"/quotes/{QUOTE}", headers=GERMAN)).text
    for words in ("Als gesendet markieren", "Bearbeiten", "Entwurf", "Gültig bis", "Verantwortlicher"):
        assert words in page, words
    head = (await stage.browser.get(f"/quotes/{QUOTE}?tab=line-items", headers=GERMAN)).text
    assert '<th scope="col" class="right">Menge</th>' in head
    for words in ("Mark as sent", "Valid until", "Draft", "Representative"):
        assert words not in page, words


async def test_services_are_asked_in_the_language_of_the_page(stage):
    stage.sign_in("orders.read")
    stage.gateway.on("GET", "/api/orders/columns", said([]))
    stage.gateway.on("GET", "/api/orders", listed(order_row()))
    await stage.browser.get("/orders", headers=GERMAN)
    await stage.browser.get("/orders", headers={"Accept-Language": "en"})
    spoken = [one.headers["accept-language"] for one in stage.gateway.sent("GET", "/api/orders/columns")]
    assert spoken == ["de", "en"]  # each once: they are kept for the language


def test_days_and_durations_are_said_in_german():
    with Reader("de", UTC).reading():
        assert between({"since": "2026-10-01", "to": "2026-10-15"}, "2026-10-20") == "1.–15. Okt."
        assert span(3 * 86_400) == "3 Tage"
        assert ago("2026-11-22T13:55:00Z", None).startswith("vor ")


async def test_new_payment_terms_are_asked_for_in_german_and_without_doubled_signs(stage):
    stage.sign_in("billing.*")
    for language, words in (
        ("de", ("Fällig nach Tagen", "Skonto, %", "Teilzahlungen", "Herausgeben")),
        ("en", ("Due after, days", "Discount, %", "Instalments", "Issue")),
    ):
        page = (await stage.browser.get("/payment-terms/new", headers={"Accept-Language": language})).text
        assert [word for word in words if word not in page] == []
        assert "%%" not in page


async def test_a_ticket_is_answered_in_german(stage):
    stage.sign_in("tickets.*")
    stage.gateway.on("GET", f"/api/tickets/{TICKET}", said(ticket()))
    page = (await stage.browser.get(f"/tickets/{TICKET}", headers=GERMAN)).text
    assert ">Antworten</button>" in page
    assert "Niemand Bestimmtes" in page
