"""The company's profile as identity keeps it, and the letterhead that papers bear by it."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from chassis.language import ENGLISH, _, speaking
from chassis.work import Work
from contracts.identity import CompanyProfileIssued
from kernel.papers import Letterhead, figures
from kernel.registers import Register

COMPANY = Register("company_copy", CompanyProfileIssued, code="company_id")


async def profile(work: Work) -> CompanyProfileIssued | None:
    """What holds now; None while it has not come."""
    return next(iter((await COMPANY.entries(work)).values()), None)


@asynccontextmanager
async def letterhead(work: Work, language: str | None = None) -> AsyncIterator[Letterhead]:
    """By the profile that holds now; by the settings while it has not come.

    Until it ends, this language is spoken, or else the company's: the paper is made meanwhile.
    """
    held = await profile(work)
    with speaking(language or company_language(held)):
        yield by_profile(work, held)


def company_language(held: CompanyProfileIssued | None) -> str:
    """In which papers are where the client has no language of its own."""
    return held.language if held else ENGLISH


def by_profile(work: Work, held: CompanyProfileIssued | None) -> Letterhead:
    """By this profile, in the spoken language; by the settings where there is none."""
    told = Letterhead.of(work.settings)
    if held is None:
        return told
    address = figures.address(held.address) if held.address else ()
    country = held.address.country if held.address else ""
    return Letterhead(
        name=held.legal_name,
        address=tuple(address),
        foot=tuple(_foot(held)),
        origin=told.origin,
        country=country,
        colour=held.colour,
        logo=held.logo,
        bank=tuple(_bank(held)),
    )


def _foot(held: CompanyProfileIssued) -> Iterator[str]:
    for label, part in (
        ("", held.registration),
        (_("VAT ID") + " ", held.vat_id),
        (_("Tax ID") + " ", held.tax_id),
        *(("", line) for line in held.further_tax_ids),
        ("", held.bank),
        ("IBAN ", _in_fours(held.iban)),
        ("BIC ", held.bic),
        ("", held.phone),
        ("", held.email),
        ("", held.website),
    ):
        if part:
            yield label + part
    yield from held.foot


def _bank(held: CompanyProfileIssued) -> Iterator[tuple[str, str]]:
    if held.iban:
        yield "IBAN", _in_fours(held.iban)
        yield "BIC", held.bic
        yield _("Bank"), held.bank
        yield _("Account holder"), held.legal_name


def _in_fours(iban: str) -> str:
    return " ".join(iban[at : at + 4] for at in range(0, len(iban), 4))
