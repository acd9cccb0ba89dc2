"""Routes of billing: each translates and calls one command or one query."""

from uuid import UUID

from billing import queries
from billing.commands import credit, payments
from billing.models import CreditAccount, Invoice
from billing.schemas import ApplyCredit, CreditView, InvoiceView, Pay, PaymentView, SetLimit
from chassis.http import Router
from chassis.lists import listing
from chassis.work import Work

router = Router(prefix="/api/billing", tag="billing")

listing(router, "/invoices", spec=queries.INVOICES, permission="billing.read")
listing(router, "/client-credits", spec=queries.CLIENT_CREDITS, permission="billing.read")
listing(router, "/refused-payments", spec=queries.REFUSED_PAYMENTS, permission="billing.payment")


@router.query("/invoices/{invoice_id}", permission="billing.read")
async def read_invoice(work: Work, invoice_id: UUID) -> InvoiceView:
    """One invoice as it stands."""
    return await queries.invoice(work, invoice_id)


@router.query("/invoices/{invoice_id}/payments", permission="billing.read")
async def read_payments(work: Work, invoice_id: UUID) -> list[PaymentView]:
    """Payments against an invoice, oldest first."""
    return await queries.payments(work, invoice_id)


@router.command(
    "POST",
    "/invoices/{invoice_id}/payments",
    permission="billing.payment",
    of=Invoice,
    current=queries.invoice,
)
async def receive_payment(work: Work, invoice_id: UUID, body: Pay) -> InvoiceView:
    """Enter a payment against an invoice."""
    return InvoiceView.model_validate(await payments.receive_payment(work, invoice_id, body))


@router.command(
    "POST",
    "/invoices/{invoice_id}/apply-credit",
    permission="billing.payment",
    of=Invoice,
    current=queries.invoice,
)
async def apply_client_credit(work: Work, invoice_id: UUID, body: ApplyCredit) -> InvoiceView:
    """Pay the invoice with what we owe the client."""
    return InvoiceView.model_validate(await payments.apply_credit(work, invoice_id, body))


@router.query("/credit/{client_id}", permission="billing.read")
async def read_credit(work: Work, client_id: UUID) -> CreditView:
    """A client's limit, exposure and waiting orders."""
    return await queries.credit(work, client_id)


@router.command(
    "PUT", "/credit/{client_id}", permission="billing.credit", of=CreditAccount, current=queries.credit
)
async def set_limit(work: Work, client_id: UUID, body: SetLimit) -> CreditView:
    """Set a client's credit limit; orders that wait are decided again. The first time, match "v0"."""
    await credit.set_limit(work, client_id, body.limit)
    return await queries.credit(work, client_id)
