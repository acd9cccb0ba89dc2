"""Who issued an invoice, and in which language: the profile of that day with it, its logo once."""

from hashlib import sha256
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from billing.models import company_logo, invoice_table, metadata
from chassis.work import Work
from contracts.identity import CompanyProfileIssued
from kernel.colleagues import ContactPerson
from kernel.company import company_language, profile
from kernel.copies import PartyLanguages

LANGUAGES = PartyLanguages(metadata)


async def issuing(work: Work) -> CompanyProfileIssued | None:
    """The profile that holds now, with the digest of its logo in its place; None while it has not come."""
    held = await profile(work)
    if held is None or not held.logo:
        return held
    digest = sha256(held.logo.encode()).hexdigest()
    await work.execute(insert(company_logo).on_conflict_do_nothing(), {"digest": digest, "logo": held.logo})
    return held.model_copy(update={"logo": digest})


async def contact_of(work: Work, invoice_id: UUID) -> ContactPerson | None:
    """Whom the client may ask, as known on that day."""
    found = await work.execute(select(invoice_table.c.contact).where(invoice_table.c.id == invoice_id))
    named: ContactPerson | None = found.scalar_one()
    return named


async def issuing_language(work: Work, client_id: UUID, company: CompanyProfileIssued | None) -> str:
    """In which an invoice to this client is issued now: the client's language, else the company's."""
    return await LANGUAGES.of(work, client_id) or company_language(company)


async def language_of(work: Work, invoice_id: UUID) -> str:
    """In which it was issued, and is printed ever since."""
    found = await work.execute(select(invoice_table.c.language).where(invoice_table.c.id == invoice_id))
    language: str = found.scalar_one()
    return language


async def issuer(work: Work, invoice_id: UUID) -> CompanyProfileIssued | None:
    """Who issued it, as known on that day; None for an invoice of before there were profiles."""
    found = await work.execute(select(invoice_table.c.company).where(invoice_table.c.id == invoice_id))
    company: CompanyProfileIssued | None = found.scalar_one()
    if company is None or not company.logo:
        return company
    kept = await work.execute(select(company_logo.c.logo).where(company_logo.c.digest == company.logo))
    return company.model_copy(update={"logo": kept.scalar_one()})
