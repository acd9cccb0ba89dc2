"""Keeping the company's profile."""

from chassis.language import N_
from chassis.work import Work, add, load, peek, save
from contracts.identity import COMPANY_ID
from contracts.values import Address
from identity.company import Company
from identity.company_schemas import IssueProfile
from identity.reach import must_reach_all
from identity.settings import Settings

LONGEST = 100  # characters of a line that is taken over, as of every part of an address


async def issue_profile(work: Work, asked: IssueProfile) -> Company:
    """Issue the profile anew; nothing happens when nothing differs."""
    must_reach_all(work, N_("The company's profile"))
    company = await load(work, Company, COMPANY_ID)
    for name in IssueProfile.model_fields:
        setattr(company, name, getattr(asked, name))
    if company.changed():
        work.publish(company, company.issue())
        await save(work, company)
    return company


async def take_over_profile(work: Work, settings: Settings) -> None:
    """Begin with what the settings say; once there is a profile they say nothing any more."""
    if await peek(work, Company, COMPANY_ID) is not None:
        return
    company = Company(
        id=COMPANY_ID,
        correlation_id=COMPANY_ID,
        legal_name=settings.company_name,
        address=_address(_lines(settings.company_address)),
        foot=tuple(_lines(settings.company_foot)),
    )
    work.publish(company, company.issue())
    await add(work, company)


def _lines(text: str) -> list[str]:
    return [line.strip()[:LONGEST] for line in text.split(";") if line.strip()]


def _address(lines: list[str]) -> Address | None:
    """An address that is printed in these very lines, the last of which is the country."""
    if not lines:
        return None
    *street, country = lines
    *street, city = street if len(street) > 1 else [*street, ""]
    return Address(street=", ".join(street)[: 2 * LONGEST], city=city, country=country)
