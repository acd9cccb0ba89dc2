"""The first start: customary payment terms, for accounting to change."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import exists, select

from billing.commands.payment_terms import ONE_AT_A_TIME, issue_terms
from billing.documents import IssueTerms
from billing.payment_terms import payment_terms_table
from chassis.seeding import seeded
from chassis.service import Service
from chassis.work import Work
from contracts.terms import DueRule, Instalment

HALF = Decimal("0.5")
CUSTOMARY = (
    IssueTerms(
        name="30 days net",
        aliases=("30 days", "net 30", "net 30 days"),
        due=DueRule(net_days=30),
        is_default=True,
    ),
    IssueTerms(name="14 days net", aliases=("14 days", "net 14", "net 14 days"), due=DueRule(net_days=14)),
    IssueTerms(name="60 days net", aliases=("60 days", "net 60", "net 60 days"), due=DueRule(net_days=60)),
    IssueTerms(name="Due on receipt", aliases=("on receipt", "0 days net"), due=DueRule(net_days=0)),
    IssueTerms(
        name="14 days 2 %, 30 days net",
        aliases=("2 % 14 days, net 30",),
        due=DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14),
    ),
    IssueTerms(
        name="30 days end of month",
        aliases=("30 days EOM",),
        text="30 days from the end of the month",
        due=DueRule(net_days=30, end_of_month=True),
    ),
    IssueTerms(
        name="50 % in advance, rest 14 days",
        due=DueRule(
            net_days=14,
            instalments=(Instalment(share=HALF, net_days=0), Instalment(share=HALF, net_days=14)),
        ),
    ),
)


async def first_start(service: Service) -> None:
    """Before the first request; a register that has entries stays as it is."""
    await seeded(service.database, seed)


async def seed(work: Work) -> None:
    """Enter the customary terms; ids come of the names, so that they are alike everywhere."""
    await work.execute(ONE_AT_A_TIME)
    if (await work.execute(select(exists(select(payment_terms_table.c.id))))).scalar_one():
        return
    for terms in CUSTOMARY:
        await issue_terms(work, terms, uuid5(NAMESPACE_URL, f"urn:saleswire:payment-terms:{terms.name}"))
