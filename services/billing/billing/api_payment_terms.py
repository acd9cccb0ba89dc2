"""Routes of the register of payment terms: everybody may read it, accounting keeps it."""

from uuid import UUID

from billing import queries
from billing.commands import payment_terms as commands
from billing.payment_terms import PaymentTerms
from billing.schemas import IssueTerms, TermsView
from chassis.http import SIGNED_IN, Router
from chassis.lists import listing
from chassis.work import Work

KEEP = "billing.terms"
router = Router(prefix="/api/billing/payment-terms", tag="payment terms")

listing(router, "", spec=queries.TERMS, permission=SIGNED_IN)


@router.command("POST", "", permission=KEEP, creates=True, status=201)
async def issue_terms(work: Work, body: IssueTerms) -> TermsView:
    """Enter terms into the register."""
    return TermsView.model_validate(await commands.issue_terms(work, body))


@router.query("/{terms_id}", permission=SIGNED_IN)
async def read_terms(work: Work, terms_id: UUID) -> TermsView:
    """One entry, withdrawn ones too."""
    return await queries.terms(work, terms_id)


@router.command("PUT", "/{terms_id}", permission=KEEP, of=PaymentTerms, current=queries.terms)
async def change_terms(work: Work, terms_id: UUID, body: IssueTerms) -> TermsView:
    """Issue the terms anew; documents keep what they agreed."""
    return TermsView.model_validate(await commands.change_terms(work, terms_id, body))


@router.command("POST", "/{terms_id}/withdraw", permission=KEEP, of=PaymentTerms, current=queries.terms)
async def withdraw_terms(work: Work, terms_id: UUID) -> TermsView:
    """Take the terms out of the register; documents keep them."""
    return TermsView.model_validate(await commands.withdraw_terms(work, terms_id))
