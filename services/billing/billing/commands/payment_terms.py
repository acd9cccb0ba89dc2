"""Keeping the register of payment terms: names that mean one entry, and always one default."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from billing.documents import IssueTerms
from billing.payment_terms import PaymentTerms, payment_terms_table
from chassis.aggregates import add, load, save
from chassis.errors import Conflict, Refused
from chassis.work import Work
from contracts.event import new_id

ONE_AT_A_TIME = text("SELECT pg_advisory_xact_lock(hashtextextended('payment-terms', 3))")
IN_FORCE = (
    select(payment_terms_table)
    .where(~payment_terms_table.c.withdrawn)
    .order_by(payment_terms_table.c.id)
    .with_for_update()
)


async def issue_terms(work: Work, asked: IssueTerms, id: UUID | None = None) -> PaymentTerms:
    """Enter terms into the register; the first are the default."""
    await work.execute(ONE_AT_A_TIME)
    id = id or new_id()
    terms = PaymentTerms(id=id, correlation_id=work.correlation_id or id, **_content(asked))
    others = await _others(work, terms)
    terms.is_default = asked.is_default or not others
    await _hand_over(work, terms, others)
    work.publish(terms, terms.issue())
    await add(work, terms)
    return terms


async def change_terms(work: Work, id: UUID, asked: IssueTerms) -> PaymentTerms:
    """Issue the terms anew with other content; nothing happens when nothing differs."""
    await work.execute(ONE_AT_A_TIME)
    terms = await load(work, PaymentTerms, id)
    terms.must_hold("changed")
    if terms.is_default and not asked.is_default:
        raise Refused(f"Make other terms the default instead of {terms.name}.", slug="default-terms")
    for name, value in _content(asked).items():
        setattr(terms, name, value)
    if not terms.changed():
        return terms
    await _hand_over(work, terms, await _others(work, terms))
    work.publish(terms, terms.issue())
    await save(work, terms)
    return terms


async def withdraw_terms(work: Work, id: UUID) -> PaymentTerms:
    """Take terms out of the register."""
    terms = await load(work, PaymentTerms, id)
    work.publish(terms, terms.withdraw())
    await save(work, terms)
    return terms


def _content(asked: IssueTerms) -> dict[str, Any]:
    return {
        "name": asked.name,
        "aliases": asked.aliases,
        "text": asked.text or asked.name,
        "due": asked.due,
        "is_default": asked.is_default,
    }


async def _others(work: Work, terms: PaymentTerms) -> Sequence[PaymentTerms]:
    """The other terms in force; raises Conflict when a name means one of them already."""
    rows = (await work.execute(IN_FORCE)).mappings()
    others = [PaymentTerms.from_row(row) for row in rows if row["id"] != terms.id]
    for other in others:
        if shared := terms.name_shared_with(other):
            raise Conflict(
                f"{shared} means {other.name} already. Choose another name.",
                slug="name-taken",
                existing_id=str(other.id),
            )
    return others


async def _hand_over(work: Work, terms: PaymentTerms, others: Sequence[PaymentTerms]) -> None:
    """There is one default: the earlier one is no longer."""
    if not terms.is_default:
        return
    for other in others:
        if other.is_default:
            other.is_default = False
            work.publish(other, other.issue())
            await save(work, other)
