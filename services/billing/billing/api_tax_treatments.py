"""Routes of the register of tax treatments: everybody may read it, accounting keeps it."""

from uuid import UUID

from billing import queries
from billing.commands import tax_treatments as commands
from billing.schemas import IssueTreatment, TreatmentView
from billing.tax_treatments import TaxTreatment
from chassis.http import SIGNED_IN, Router
from chassis.lists import listing
from chassis.work import Work

KEEP = "billing.tax"
router = Router(prefix="/api/billing/tax-treatments", tag="tax treatments")

listing(router, "", spec=queries.TREATMENTS, permission=SIGNED_IN)


@router.command("POST", "", permission=KEEP, creates=True, status=201)
async def issue_treatment(work: Work, body: IssueTreatment) -> TreatmentView:
    """Enter a treatment into the register."""
    return TreatmentView.model_validate(await commands.issue_treatment(work, body))


@router.query("/{treatment_id}", permission=SIGNED_IN)
async def read_treatment(work: Work, treatment_id: UUID) -> TreatmentView:
    """One entry, withdrawn ones too."""
    return await queries.treatment(work, treatment_id)


@router.command("PUT", "/{treatment_id}", permission=KEEP, of=TaxTreatment, current=queries.treatment)
async def change_treatment(work: Work, treatment_id: UUID, body: IssueTreatment) -> TreatmentView:
    """Issue the treatment anew; documents keep what they agreed."""
    return TreatmentView.model_validate(await commands.change_treatment(work, treatment_id, body))


@router.command(
    "POST", "/{treatment_id}/withdraw", permission=KEEP, of=TaxTreatment, current=queries.treatment
)
async def withdraw_treatment(work: Work, treatment_id: UUID) -> TreatmentView:
    """Take the treatment out of the register; documents keep it."""
    return TreatmentView.model_validate(await commands.withdraw_treatment(work, treatment_id))
