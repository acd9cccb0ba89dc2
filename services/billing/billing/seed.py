"""The first start: customary payment terms and tax treatments, for accounting to change."""

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from billing.commands import entries
from billing.commands.payment_terms import issue_terms
from billing.commands.tax_treatments import issue_treatment
from billing.entries import Entry
from billing.payment_terms import PaymentTerms
from billing.schemas import IssueTerms, IssueTreatment
from billing.tax_treatments import TaxTreatment
from chassis.service import Service
from chassis.work import Work, seeded
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


WITH_THE_GOODS = IssueTreatment(name="With the goods", is_default=True)


async def first_start(service: Service) -> None:
    """Before the first request; a register that has entries stays as it is."""
    await seeded(service.database, seed)


async def seed(work: Work) -> None:
    """Enter what is customary; ids come of the names, so that they are alike everywhere."""
    if await _begins(work, PaymentTerms):
        for terms in CUSTOMARY:
            await issue_terms(work, terms, uuid5(NAMESPACE_URL, f"urn:saleswire:payment-terms:{terms.name}"))
    if await _begins(work, TaxTreatment):
        id = uuid5(NAMESPACE_URL, f"urn:saleswire:tax-treatment:{WITH_THE_GOODS.name}")
        await issue_treatment(work, WITH_THE_GOODS, id)


async def _begins(work: Work, kind: type[Entry]) -> bool:
    await entries.lock(work, kind)
    return await entries.is_empty(work, kind)
