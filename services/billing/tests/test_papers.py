"""An invoice on paper: as it was issued, whatever was paid since."""

import io
from typing import Any

from pypdf import PdfReader
from said import client, placed, ready

from chassis.testing import Person, Stage
from contracts.billing import InvoiceIssued
from contracts.values import PartyRef

HOSTILE = r"#let x = 1; *b* _i_ $x^2$ \ @ref <lab> `raw` // c #panic()"


async def invoiced(stage: Stage, accountant: Person, to: PartyRef | None = None) -> Any:
    order = placed(to or client())
    trigger = ready(order, "0.4")
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
