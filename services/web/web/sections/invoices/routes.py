"""The page of an invoice: what it asks for, what came in, and recording a payment."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import N_, _
from web.api import billing, reporting
from web.deals import deal
from web.deals.papers import Paper, add_paper
from web.deals.steps import steps_of
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.visit import SignedIn, Visit

FLOW = (("open", N_("Issued")), ("paid", N_("Paid")))
router = APIRouter()
add_paper(router, Paper("/invoices/{id}", billing.read_invoice, billing.print_invoice, N_("Invoice")))


@router.get("/invoices/{invoice_id}")
async def show(visit: SignedIn, invoice_id: str, tab: str = "lines") -> Response:
    """The page with one of its tabs."""
    return await _show(visit, invoice_id, tab)


async def _show(visit: Visit, invoice_id: str, tab: str, problem: ApiProblem | None = None) -> Response:
    invoice, payments, trace, names = await asyncio.gather(
        visit.api.get(billing.read_invoice(invoice_id)),
        visit.api.get(billing.read_payments(invoice_id)),
        visit.api.find(reporting.read_trace(invoice_id)),
        visit.names(),
    )
    credit = await visit.api.find(billing.read_credit(invoice["client"]["id"]))
    return page(
        visit,
        "sections/invoices/invoice.html",
        status=problem.status if problem else 200,
        invoice=invoice,
        payments=payments,
        credit=_credit(credit, invoice["totals"]["currency"]),
        events=trace["events"] if trace else [],
        standing=deal.standing(trace or deal.NOTHING, invoice_id, visit.documents),
        names=names,
        steps=steps_of(FLOW, invoice["status"]),
        tab=tab if tab in ("lines", "payments", "history") else "lines",
        problem=problem,
    )


@router.post("/invoices/{invoice_id}/payments")
async def pay(visit: SignedIn, invoice_id: str, form: Sent) -> Response:
    """Record money that came in; all that is open when no amount was typed."""
    body: dict[str, Any] = {"on": form.text("on") or None, "reference": form.text("reference")}
    if amount := form.text("amount"):
        body["amount"] = {"amount": amount.replace(",", "."), "currency": form.text("currency")}
    try:
        await visit.api.send(billing.receive_payment(invoice_id), body, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _show(visit, invoice_id, "payments", problem)
    visit.say(_("The payment is recorded."))
    return RedirectResponse(f"/invoices/{invoice_id}?tab=payments", 303)


@router.post("/invoices/{invoice_id}/apply-credit")
async def apply_credit(visit: SignedIn, invoice_id: str, form: Sent) -> Response:
    """Pay with the client's credit, as much of it as the invoice has open."""
    command = billing.apply_client_credit(invoice_id)
    try:
        await visit.api.send(command, {}, version=form.version, key=form.key)
    except ApiProblem as problem:
        return await _show(visit, invoice_id, "payments", problem)
    visit.say(_("The credit is applied."))
    return RedirectResponse(f"/invoices/{invoice_id}?tab=payments", 303)


def _credit(credit: billing.CreditView | None, currency: str) -> str:
    """What we owe the client in this currency."""
    exposure = credit["exposure"] if credit else []
    return next((one["prepaid"] for one in exposure if one["currency"] == currency), "0")
