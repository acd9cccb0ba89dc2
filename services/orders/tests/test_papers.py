"""An order confirmation on paper."""

import io
import re
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx2
from order_samples import Shop, accepted, client, item
from pypdf import PdfReader

from chassis.testing import Stage, until, untranslated
from contracts import money
from contracts.event import new_id
from contracts.identity import COMPANY_ID, CompanyProfileIssued, PersonState
from contracts.values import FreightTax

HOSTILE = r"#let x = 1; *bold* _it_ $x^2$ \ @ref <lab> `raw` // c /* d */ [ ] #panic()"


def text(answer: httpx2.Response) -> str:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert b"pdfaid" in answer.content
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


async def printed(shop: Shop, order: Any, **headers: str) -> httpx2.Response:
    return await shop.seller.get(f"/api/orders/{order['id']}/pdf", headers=headers)


async def test_a_draft_is_marked_and_a_placed_order_is_confirmed(shop: Shop) -> None:
    conditions = {"customer_po": "PO-77", "delivery_conditions": "DAP Umeå", "call_before_delivery": True}
    draft = await shop.drafted(**conditions)
    assert "Draft" in text(await printed(shop, draft))
    placed = await shop.do(draft, "place")
    answer = await printed(shop, placed)
    said = text(answer)
    assert answer.headers["content-disposition"] == f'inline; filename="{placed["number"]}.pdf"'
    assert "Draft" not in said
    for words in ("Order confirmation", placed["number"], "PO-77", "DAP Umeå", "We call you", "EUR 357.00"):
        assert words in said


async def test_what_was_cancelled_says_so(shop: Shop) -> None:
    order = await shop.do(await shop.drafted(), "cancel", {"reason": "the project was stopped"})
    said = text(await printed(shop, order))
    assert "Cancelled" in said
    assert "3 pcs of it cancelled" in said


async def test_totals_and_taxes_are_those_of_the_accepted_quote(stage: Stage, shop: Shop) -> None:
    lines = (item(1, "3", "33.333333"), item(2, "2", "100", tax_rate="0.07"), item(3, "1", "5", tax_rate="0"))
    quote = accepted(*lines, owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    said = text(await printed(shop, order))
    for words in ("33.333333", "Tax 0 % on 5.16", "Tax 7 % on 206.56", "Tax 19 % on 103.28", quote.number):
        assert words in said
    assert f"EUR {quote.totals.gross:,f}" in said


async def test_a_confirmation_shows_the_rate_of_freight_and_what_is_printed_on_it(
    stage: Stage, shop: Shop
) -> None:
    reduced = FreightTax(treatment_id=new_id(), rate=Decimal("0.07"), text="Reduced by § 12")
    totals = money.totals([item(1)], Decimal(10), "EUR", freight_tax=reduced)
    quote = accepted(item(1), totals=totals, owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    said = text(await printed(shop, order))
    for words in ("Freight, taxed at 7 %", "Tax 7 % on 10.00", "Tax on freight", "Reduced by § 12"):
        assert words in said


async def test_what_a_seller_writes_is_printed_as_it_was_written(shop: Shop) -> None:
    words = {"terms": "W" * 300, "due": {"net_days": 30}, "payment_conditions": "مرحبا 😀"}
    order = await shop.drafted(project=HOSTILE, **words)
    said = re.sub(r"\s", "", text(await printed(shop, order)))
    for words in (HOSTILE, "W" * 300, "مرحبا", "😀"):
        assert re.sub(r"\s", "", words) in said


async def test_a_confirmation_that_the_caller_has_is_not_sent_again(shop: Shop) -> None:
    order = await shop.drafted(project="Pier")
    had = {"If-None-Match": (await printed(shop, order)).headers["etag"]}
    again = await printed(shop, order, **had)
    assert (again.status_code, again.content) == (304, b"")
    await shop.seller.patch(f"/api/orders/{order['id']}", {"project": "Breakwater"}, version=1)
    assert "Breakwater" in text(await printed(shop, order, **had))


async def test_orders_of_others_cannot_be_printed(stage: Stage, shop: Shop) -> None:
    order = await shop.drafted()
    other = await stage.person("orders.read", "orders.prices", scope="own")
    assert (await other.get(f"/api/orders/{order['id']}/pdf")).status_code == 404
    assert (
        await (await stage.person("orders.read")).get(f"/api/orders/{order['id']}/pdf")
    ).status_code == 403
    assert (await (await stage.person("quotes.*")).get(f"/api/orders/{order['id']}/pdf")).status_code == 403


async def test_it_says_how_to_pay_and_whom_to_ask(stage: Stage, shop: Shop) -> None:
    order = await shop.drafted()
    assert "IBAN" not in text(await printed(shop, order))
    bank = {"bank": "DNB", "iban": "NO9386011117947", "bic": "DNBANOKK"}
    await stage.hear(CompanyProfileIssued(company_id=COMPANY_ID, legal_name="Halden AS", **bank))
    seller = PersonState(person_id=shop.seller.id, sequence=50, username="elin", name="Elin Sand")
    await stage.hear(seller)
    await until(lambda: known(stage, shop.seller.id))
    said = text(await printed(shop, order)).split("\n")
    for line in ("NO93 8601 1117 947", "DNBANOKK", "Halden AS", "Elin Sand"):
        assert line in said
    assert said[said.index("Purpose") + 1] == order["number"]


async def test_a_german_client_is_confirmed_in_german(stage: Stage, shop: Shop) -> None:
    bank = {"bank": "DNB", "iban": "NO9386011117947", "bic": "DNBANOKK"}
    await stage.hear(CompanyProfileIssued(company_id=COMPANY_ID, legal_name="Halden AS", **bank))
    party = client(name="Kessler Anlagenbau GmbH", owner_id=shop.seller.id, language="de")
    await stage.hear(party)
    pumps = [{"product_id": str(shop.pump), "quantity": "12"}]
    order = await shop.drafted(
        client_id=str(party.party_id),
        terms="30 Tage netto",
        due={"net_days": 30},
        description="Zwölf Pumpen",
        lines=pumps,
        customer_po="B-7",
        call_before_delivery=True,
        acceptance_conditions="Nach Probelauf",
    )
    said = " ".join(text(await printed(shop, order, **{"Accept-Language": "en"})).split())
    assert "Entwurf" in said
    cancelled = await shop.do(order, "cancel", {"reason": "gestrichen"})
    said = " ".join(text(await printed(shop, cancelled)).split())
    for words in (
        *("Auftragsbestätigung", "Auftragsdatum", "Kundennummer", "Storniert"),
        *("Lieferanschrift", "Ihre Bestellung B-7", "Projekt Pier", "Zu diesem Auftrag"),
        *("davon 12 Stück storniert", "1.080,00", "USt. 19 % auf 1.080,00", "Gesamt 1.285,20 EUR"),
        *("Kontoinhaber", "Verwendungszweck"),
        *("30 Tage netto. Bitte zahlen Sie", "Abnahme", "Vor der Lieferung", "Wir rufen Sie"),
        *("Seite 1 von", f"{date.fromisoformat(order['ordered_on']):%d.%m.%Y}"),
    ):
        assert words in said
    assert untranslated(said, "orders", "kernel", "chassis") == []


async def known(stage: Stage, id: UUID) -> bool:
    return bool(await stage.rows("SELECT 1 FROM colleague_copy WHERE id = $1", id))
