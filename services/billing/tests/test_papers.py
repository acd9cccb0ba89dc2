"""An invoice on paper: as it was issued, whatever was paid since."""

import io
from decimal import Decimal
from typing import Any

from pypdf import PdfReader
from said import ADDRESS, client, placed, ready

from chassis.testing import Person, Stage, until, untranslated
from contracts import money
from contracts.billing import InvoiceIssued
from contracts.crm import ClientRegistered, PartyRevised, PartyRole
from contracts.event import new_id
from contracts.identity import COMPANY_ID, CompanyProfileIssued, PersonState
from contracts.terms import DueRule, Instalment
from contracts.values import Address, FreightTax, PartyRef

HOSTILE = r"#let x = 1; *b* _i_ $x^2$ \ @ref <lab> `raw` // c #panic()"


async def invoiced(
    stage: Stage, accountant: Person, to: PartyRef | None = None, due: DueRule | None = None
) -> Any:
    order = placed(to or client())
    trigger = ready(order, "0.4").model_copy(update={"due": due})
    await stage.hear(order, trigger)
    issued = (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]
    return (await accountant.get(f"/api/billing/invoices/{issued.invoice_id}")).json()


async def text(person: Person, invoice: Any) -> str:
    answer = await person.get(f"/api/billing/invoices/{invoice['id']}/pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["content-disposition"] == f'inline; filename="{invoice["number"]}.pdf"'
    assert b"pdfaid" in answer.content
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


async def test_an_invoice_says_what_is_owed_and_until_when(stage: Stage, accountant: Person) -> None:
    invoice = await invoiced(stage, accountant)
    said = await text(accountant, invoice)
    for words in (invoice["number"], "2 Mar 2026", "16 Mar 2026", "SO-2026-000001", "14 days net"):
        assert words in said
    assert "Please pay EUR 400.00 by 16 Mar 2026" in said.replace("\n", " ")


async def test_an_invoice_says_what_paying_early_saves(stage: Stage, accountant: Person) -> None:
    rule = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
    said = " ".join((await text(accountant, await invoiced(stage, accountant, due=rule))).split())
    assert "Please pay EUR 400.00 by 1 Apr 2026" in said
    assert "If you pay by 16 Mar 2026, take 2 % off and pay EUR 392.00." in said


async def test_an_invoice_says_each_instalment(stage: Stage, accountant: Person) -> None:
    halves = tuple(Instalment(share=Decimal("0.5"), net_days=days) for days in (0, 14))
    rule = DueRule(net_days=14, instalments=halves)
    said = (await text(accountant, await invoiced(stage, accountant, due=rule))).replace("\n", " ")
    assert "Please pay EUR 200.00 by 2 Mar 2026, EUR 200.00 by 16 Mar 2026" in said


async def test_an_invoice_stays_with_the_profile_that_the_company_had_when_it_was_issued(
    stage: Stage, accountant: Person
) -> None:
    early = await invoiced(stage, accountant)
    assert "Saleswire" in await text(accountant, early)
    home = Address(street="Tista 4", postal_code="1767", city="Halden", country="Norway")
    old = CompanyProfileIssued(
        company_id=COMPANY_ID,
        legal_name="Halden Instruments AS",
        address=home,
        tax_id="NO1",
        bank="DNB",
        iban="NO9386011117947",
        bic="DNBANOKK",
        foot=("Directors: Ingrid Dahl",),
    )
    await stage.hear(old)
    invoice = await invoiced(stage, accountant)
    await stage.hear(old.model_copy(update={"legal_name": "Halden Group ASA", "iban": ""}))
    said = (await text(accountant, invoice)).replace("\n", " ")
    for words in (
        "Halden Instruments AS",
        "1767 Halden",
        "Tax ID NO1",
        "IBAN NO93 8601 1117 947",
        "Directors",
    ):
        assert words in said
    said = await text(accountant, await invoiced(stage, accountant))
    assert "Halden Group ASA" in said
    assert "IBAN" not in said
    assert "Saleswire" in await text(accountant, early)


async def test_an_invoice_says_why_its_freight_is_exempt(stage: Stage, accountant: Person) -> None:
    exempt = FreightTax(treatment_id=new_id(), rate=Decimal(0), text="Export, § 4 no. 3 UStG")
    order = placed(client())
    trigger = ready(order, "0.4")
    totals = money.totals(trigger.lines, Decimal("9.90"), "EUR", freight_tax=exempt)
    await stage.hear(order, trigger.model_copy(update={"totals": totals}))
    issued = (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]
    assert issued.totals == totals
    said = await text(accountant, {"id": issued.invoice_id, "number": issued.number})
    for words in ("Freight, taxed at 0 %", "Tax on freight", "Export, § 4 no. 3 UStG"):
        assert words in said


async def test_a_payment_changes_nothing_on_it(stage: Stage, accountant: Person) -> None:
    invoice = await invoiced(stage, accountant)
    path = f"/api/billing/invoices/{invoice['id']}"
    before = await accountant.get(f"{path}/pdf")
    await accountant.post(f"{path}/payments", version=1)
    after = await accountant.get(f"{path}/pdf", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.content == before.content) == (200, True)
    same = await accountant.get(f"{path}/pdf", headers={"If-None-Match": after.headers["etag"]})
    assert same.status_code == 304


async def test_a_name_is_printed_as_it_is_written(stage: Stage, accountant: Person) -> None:
    to = PartyRef(id=client().id, number=HOSTILE, name="Norrland")
    said = await text(accountant, await invoiced(stage, accountant, to))
    assert HOSTILE.replace(" ", "") in said.replace(" ", "").replace("\n", "")


async def test_invoices_out_of_reach_cannot_be_printed(stage: Stage, accountant: Person) -> None:
    path = f"/api/billing/invoices/{(await invoiced(stage, accountant))['id']}/pdf"
    assert (await (await stage.person("billing.read", scope="own")).get(path)).status_code == 404
    assert (await (await stage.person("billing.payment")).get(path)).status_code == 403


async def test_an_invoice_keeps_the_logo_that_it_was_issued_with(stage: Stage, accountant: Person) -> None:
    logo = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4v1z"/></svg>'
    held = CompanyProfileIssued(company_id=COMPANY_ID, legal_name="Halden", logo=logo, colour="#0b5cad")
    await stage.hear(held)
    first, second = await invoiced(stage, accountant), await invoiced(stage, accountant)
    path = f"/api/billing/invoices/{first['id']}/pdf"
    before = (await accountant.get(path)).content
    await stage.hear(held.model_copy(update={"logo": "", "colour": ""}))
    assert (await accountant.get(path)).content == before
    kept = await stage.rows("SELECT logo FROM company_logo")
    assert [row["logo"] for row in kept] == [logo]
    assert "Halden" in await text(accountant, second)


async def test_an_invoice_says_where_to_pay_and_names_whom_it_named_when_it_was_issued(
    stage: Stage, accountant: Person
) -> None:
    bank = {"bank": "DNB", "iban": "NO9386011117947", "bic": "DNBANOKK"}
    await stage.hear(CompanyProfileIssued(company_id=COMPANY_ID, legal_name="Halden AS", **bank))
    order = placed(client())
    seller = PersonState(person_id=order.owner_id, sequence=1, username="elin", name="Elin Sand", phone="+1")
    await stage.hear(seller)
    await until(lambda: known(stage, "Elin Sand"))
    trigger = ready(order, "0.4")
    await stage.hear(order, trigger)
    await stage.hear(seller.model_copy(update={"sequence": 2, "name": "Elin Strand"}))
    await until(lambda: known(stage, "Elin Strand"))
    issued = (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]
    said = (await text(accountant, {"id": issued.invoice_id, "number": issued.number})).split("\n")
    for line in ("Elin Sand", "+1", "NO93 8601 1117 947", "DNBANOKK", "DNB", "Halden AS"):
        assert line in said
    assert said[said.index("Purpose") + 1] == issued.number


async def known(stage: Stage, name: str) -> bool:
    return bool(await stage.rows("SELECT 1 FROM colleague_copy WHERE name = $1", name))


def registered(party: PartyRef, language: str | None) -> ClientRegistered:
    """crm knows the client, and which language it reads."""
    return ClientRegistered(
        party_id=party.id,
        number=party.number,
        name=party.name,
        role=PartyRole.CLIENT,
        territory="Sweden",
        language=language,
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
    )


PROFILE = CompanyProfileIssued(
    company_id=COMPANY_ID, legal_name="Halden AS", iban="NO9386011117947", bank="DNB", tax_id="1"
)


async def test_a_german_client_is_invoiced_in_german(stage: Stage, accountant: Person) -> None:
    to = client()
    await stage.hear(PROFILE, registered(to, "de"))
    rule = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
    order = placed(to, "4500").model_copy(update={"terms": "30 Tage netto"})
    trigger = ready(order, "0.4").model_copy(update={"due": rule})
    await stage.hear(order, trigger)
    issued = (await stage.said(InvoiceIssued, trigger_id=trigger.trigger_id))[0]
    said = " ".join((await text(accountant, invoice_of(issued))).split())
    for words in (
        *("Rechnung", "Rechnungsempfänger", "Rechnungsdatum", "02.03.2026", "Fällig am", "01.04.2026"),
        *("Zahlungsbedingungen", "30 Tage netto", "Kundennummer", "Auftrag", "Stück", "1.800,00"),
        *("USt. 0 % auf 1.800,00", "Gesamt 1.800,00 EUR", "Steuernummer 1", "Kontoinhaber"),
        "Bitte zahlen Sie 1.800,00 EUR bis 01.04.2026",
        f"geben Sie {issued.number} als Verwendungszweck an.",
        "Bei Zahlung bis 16.03.2026 ziehen Sie 2 % Skonto ab und zahlen 1.764,00 EUR.",
        "Seite 1 von 1",
    ):
        assert words in said
    assert untranslated(said, "billing", "kernel", "chassis") == []


async def test_an_invoice_stays_in_the_language_in_which_it_was_issued(
    stage: Stage, accountant: Person
) -> None:
    to = client()
    known_as = registered(to, None)
    await stage.hear(PROFILE.model_copy(update={"language": "de"}), known_as)
    german = await invoiced(stage, accountant, to)
    before = await accountant.get(f"/api/billing/invoices/{german['id']}/pdf")
    await stage.hear(PartyRevised(**known_as.model_dump(exclude={"language"}), language="en"), PROFILE)
    english = await invoiced(stage, accountant, to)
    assert "Please pay" in await text(accountant, english)
    assert "Bitte zahlen Sie" in await text(accountant, german)
    after = await accountant.get(f"/api/billing/invoices/{german['id']}/pdf")
    assert after.content == before.content


def invoice_of(issued: InvoiceIssued) -> Any:
    """What names it to who prints it."""
    return {"id": issued.invoice_id, "number": issued.number}
