"""Route of the printed invoice."""

from uuid import UUID

from billing import papers
from chassis.http import Router
from chassis.work import Work
from kernel.papers import Paper, paper_route

router = Router(prefix="/api/billing", tag="billing")


@paper_route(router, "/invoices/{invoice_id}/pdf", permission="billing.read")
async def print_invoice(work: Work, invoice_id: UUID) -> Paper:
    """The invoice as a PDF, as it was issued."""
    return await papers.invoice(work, invoice_id)
