"""An invoice on paper: as it was issued, whatever was paid since."""

import io
from decimal import Decimal
from typing import Any

from pypdf import PdfReader
from said import client, placed, ready

from chassis.testing import Person, Stage
from contracts.billing import InvoiceIssued
from contracts.terms import DueRule, Instalment
from contracts.values import PartyRef

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
    for words in (invoice["number"], "2 March 2026", "16 March 2026", "SO-2026-000001", "14 days net"):
        assert words in said
    assert "Please pay EUR 400.00 by 16 March 2026" in said.replace("\n", " ")


async def test_an_invoice_says_what_paying_early_saves(stage: Stage, accountant: Person) -> None:
    rule = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
    said = " ".join((await text(accountant, await invoiced(stage, accountant, due=rule))).split())
    assert "Please pay EUR 400.00 by 1 April 2026" in said
    assert "If you pay by 16 March 2026, take 2 % off and pay EUR 392.00." in said


async def test_an_invoice_says_each_instalment(stage: Stage, accountant: Person) -> None:
    halves = tuple(Instalment(share=Decimal("0.5"), net_days=days) for days in (0, 14))
    rule = DueRule(net_days=14, instalments=halves)
    said = (await text(accountant, await invoiced(stage, accountant, due=rule))).replace("\n", " ")
    assert "Please pay EUR 200.00 by 2 March 2026, EUR 200.00 by 16 March 2026" in said


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
