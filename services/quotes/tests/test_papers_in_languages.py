"""A quote on paper speaks the client's language, else the company's."""

import io
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest
from company import Shop, client
from pypdf import PdfReader

from chassis.testing import Stage, untranslated
from contracts.crm import PartyRevised
from contracts.identity import COMPANY_ID, CompanyProfileIssued

PROFILE = CompanyProfileIssued(
    company_id=COMPANY_ID,
    legal_name="Halden AS",
    vat_id="NO912345678MVA",
    tax_id="912 345 678",
    iban="NO9386011117947",
)
PACKAGES = ("quotes", "kernel", "chassis")
GERMAN = (
    *("Angebot", "Revision 1", "Lieferanschrift", "Datum", "Gültig bis", "Kundennummer"),
    *("Zahlungsbedingungen", "30 Tage netto", "Lieferzeit", "14 Tage", "Projekt"),
    *("Bezeichnung", "Menge", "Einheit", "Einzelpreis", "Rabatt", "5 %", "Netto EUR"),
    *("Stück", "Staffelpreis für 12 Stück", "1.080,00", "Versandkosten (USt. 25 %)"),
    *("USt. 25 % auf 1.187,50", "Gesamt", "1.484,38 EUR", "Annahme", "Wir nehmen das Angebot"),
    *("Ort, Datum", "Unterschrift, Firmenstempel", "Seite 1 von 1"),
    *("USt-IdNr. NO912345678MVA", "Steuernummer 912 345 678", "SWEDEN"),
)
ENGLISH = (
    "Quote",
    "Valid until",
    "12 pcs",
    "EUR 1,484.38",
    "Tax 25 % on 1,187.50",
    "Page 1 of 1",
    "VAT ID NO9",
)


@pytest.fixture
async def company(stage: Stage) -> AsyncIterator[CompanyProfileIssued]:
    """A company that writes English before and after."""
    await stage.hear(PROFILE)
    yield PROFILE
    await stage.hear(PROFILE)


async def sent(stage: Stage, shop: Shop, language: str | None) -> Any:
    """A quote for a client who reads this language."""
    party = client(name=f"Norrland {language}", owner_id=shop.seller.id, language=language)
    await stage.hear(party)
    sensor = {"product_id": str(shop.sensor)}
    asked = shop.quote(
        client_id=str(party.party_id),
        lines=[sensor | {"quantity": "12"}, sensor | {"quantity": "1", "discount": "0.05"}],
        project="Pier",
        terms="30 Tage netto",
        due={"net_days": 30},
        freight="12.50",
    )
    quote = (await shop.seller.post("/api/quotes", asked)).json()
    answer = await shop.seller.post(f"/api/quotes/{quote['id']}/send", version=1)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def printed(shop: Shop, quote: Any, asked: str = "en") -> tuple[PdfReader, str]:
    """The paper, and what it says in one line; ``asked`` is the language of the caller's browser."""
    answer = await shop.seller.get(f"/api/quotes/{quote['id']}/pdf", headers={"Accept-Language": asked})
    assert answer.status_code == 200, answer.text
    assert b"pdfaid" in answer.content
    reader = PdfReader(io.BytesIO(answer.content))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def language(reader: PdfReader) -> Any:
    """The language that screen readers are told."""
    root: Any = reader.trailer["/Root"]
    return root["/Lang"]


def left_out(said: str, words: tuple[str, ...]) -> list[str]:
    """Those of the words that do not stand in what is said."""
    return [word for word in words if word not in said]


async def test_a_german_client_reads_german(stage: Stage, shop: Shop, company: CompanyProfileIssued) -> None:
    quote = await sent(stage, shop, "de")
    reader, said = await printed(shop, quote)
    assert left_out(said, GERMAN) == []
    assert untranslated(said, *PACKAGES) == []
    for day in (quote["sent_on"], quote["valid_until"]):
        assert f"{date.fromisoformat(day):%d.%m.%Y}" in said
    assert language(reader) == "de"
    assert reader.metadata is not None
    assert reader.metadata.title == f"Angebot {quote['number']}"


async def test_an_english_client_of_a_german_company_reads_english(
    stage: Stage, shop: Shop, company: CompanyProfileIssued
) -> None:
    await stage.hear(company.model_copy(update={"language": "de"}))
    reader, said = await printed(shop, await sent(stage, shop, "en"), asked="de")
    assert left_out(said, ENGLISH) == []
    assert "Valid until" in untranslated(said, *PACKAGES)
    assert language(reader) == "en"


async def test_who_has_no_language_reads_the_companys_and_what_was_printed_before_has_changed(
    stage: Stage, shop: Shop, company: CompanyProfileIssued
) -> None:
    quote = await sent(stage, shop, None)
    path = f"/api/quotes/{quote['id']}/pdf"
    first = await shop.seller.get(path)
    assert left_out((await printed(shop, quote, asked="de"))[1], ENGLISH) == []
    await stage.hear(company.model_copy(update={"language": "de"}))
    again = await shop.seller.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.headers["etag"] == first.headers["etag"]) == (200, False)
    assert left_out((await printed(shop, quote))[1], GERMAN) == []


async def test_the_specimen_speaks_the_companys_language(
    stage: Stage, shop: Shop, company: CompanyProfileIssued
) -> None:
    await stage.hear(company.model_copy(update={"language": "de"}))
    said = (await printed(shop, {"id": "specimen"}))[1]
    assert left_out(said, ("Muster", "Drucksensor", "Beispielkunde GmbH", "Musterstraße 12")) == []
    assert untranslated(said, *PACKAGES) == []


async def test_a_mark_is_said_in_the_language_of_the_paper(
    stage: Stage, shop: Shop, company: CompanyProfileIssued
) -> None:
    party = client(name="Skizze", owner_id=shop.seller.id, language="de")
    await stage.hear(party)
    draft = (await shop.seller.post("/api/quotes", shop.quote(client_id=str(party.party_id)))).json()
    assert "Entwurf" in (await printed(shop, draft))[1]


async def test_a_client_who_changes_the_language_reads_the_next_paper_in_it(
    stage: Stage, shop: Shop, company: CompanyProfileIssued
) -> None:
    party = client(name="Wechsel", owner_id=shop.seller.id)
    await stage.hear(party)
    quote = (await shop.seller.post("/api/quotes", shop.quote(client_id=str(party.party_id)))).json()
    assert "Angebot" not in (await printed(shop, quote))[1]
    facts = party.model_dump(exclude={"language"})
    await stage.hear(PartyRevised(**facts, language="de"))
    assert "Angebot" in (await printed(shop, quote))[1]
