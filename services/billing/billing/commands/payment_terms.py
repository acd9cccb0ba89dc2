"""Keeping the register of payment terms."""

from typing import Any
from uuid import UUID

from billing.commands import entries
from billing.payment_terms import PaymentTerms
from billing.schemas import IssueTerms
from chassis.work import Work


async def issue_terms(work: Work, asked: IssueTerms, id: UUID | None = None) -> PaymentTerms:
    """Enter terms into the register; the first are the default."""
    return await entries.issue(work, PaymentTerms, _content(asked), id)


async def change_terms(work: Work, id: UUID, asked: IssueTerms) -> PaymentTerms:
    """Issue the terms anew with other content; nothing happens when nothing differs."""
    return await entries.change(work, PaymentTerms, id, _content(asked))


async def withdraw_terms(work: Work, id: UUID) -> PaymentTerms:
    """Take terms out of the register."""
    return await entries.withdraw(work, PaymentTerms, id)


def _content(asked: IssueTerms) -> dict[str, Any]:
    return {
        "name": asked.name,
        "aliases": asked.aliases,
        "text": asked.text or asked.name,
        "due": asked.due,
        "is_default": asked.is_default,
    }
