"""Keeping the register of tax treatments."""

from typing import Any
from uuid import UUID

from billing.commands import entries
from billing.schemas import IssueTreatment
from billing.tax_treatments import TaxTreatment
from chassis.work import Work


async def issue_treatment(work: Work, asked: IssueTreatment, id: UUID | None = None) -> TaxTreatment:
    """Enter a treatment into the register; the first is the default."""
    return await entries.issue(work, TaxTreatment, _content(asked), id)


async def change_treatment(work: Work, id: UUID, asked: IssueTreatment) -> TaxTreatment:
    """Issue the treatment anew with other content; nothing happens when nothing differs."""
    return await entries.change(work, TaxTreatment, id, _content(asked))


async def withdraw_treatment(work: Work, id: UUID) -> TaxTreatment:
    """Take a treatment out of the register."""
    return await entries.withdraw(work, TaxTreatment, id)


def _content(asked: IssueTreatment) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in IssueTreatment.model_fields}
