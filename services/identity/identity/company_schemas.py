"""The company's profile as administrators send and see it."""

import re
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from chassis.language import ENGLISH, _
from chassis.number_formats import number
from contracts.edge import AskedAddress, OneLine, Prose
from contracts.values import Address
from identity.logos import drawn
from identity.schemas import Email, Input, View
from kernel.languages import LanguageCode

LEAST_CONTRAST = 4.5
BLANKS = re.compile(r"\s")


def _code(text: str) -> str:
    """As it is compared and printed: without blanks, in capitals."""
    return BLANKS.sub("", text).upper()


def _iban(text: str) -> str:
    code = _code(text)
    # ISO 13616: country and check digits go to the end, letters count from 10, the rest by 97 is 1
    if code and not (
        re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", code)
        and int("".join(str(int(each, 36)) for each in code[4:] + code[:4])) % 97 == 1
    ):
        raise ValueError(_("this is no IBAN; compare it with a statement of the account"))
    return code


def _bic(text: str) -> str:
    code = _code(text)
    if code and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", code):
        raise ValueError(_("a BIC has 8 or 11 letters and digits, such as COBADEFFXXX"))
    return code


def _colour(text: str) -> str:
    """Dark enough to be read on white paper, by the contrast that WCAG asks of text."""
    if text and not re.fullmatch("#[0-9a-fA-F]{6}", text):
        raise ValueError(_("write the colour as # and six digits, such as #0b5cad"))
    if text and (found := _contrast(text)) < LEAST_CONTRAST:
        raise ValueError(
            _(
                "%(colour)s is too pale on white paper: its contrast is %(found)s, should be %(least)s "
                "at least. Choose a darker colour",
                colour=text,
                found=number(Decimal(found), 1, 1),
                least=number(Decimal(str(LEAST_CONTRAST))),
            )
        )
    return text.lower()


def _contrast(colour: str) -> float:
    """With white, from 1 to 21."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


Short = Annotated[OneLine, Field(max_length=100)]
Line = Annotated[OneLine, Field(min_length=1, max_length=200)]
Iban = Annotated[OneLine, Field(max_length=60), AfterValidator(_iban)]
Bic = Annotated[OneLine, Field(max_length=20), AfterValidator(_bic)]
Colour = Annotated[OneLine, Field(description="Of headings and lines, as #0b5cad"), AfterValidator(_colour)]
Logo = Annotated[
    str,
    Field(max_length=100_000, description="An SVG, or a PNG as data:image/png;base64,…; 48 KB at most"),
    AfterValidator(drawn),
]
Help = Annotated[
    Prose, Field(max_length=1000, description="Whom colleagues ask when something here does not work")
]
Website = Annotated[OneLine, Field(max_length=200, pattern=r"^$|^(https?://)?[^\s/]+\.[^\s]+$")]


class IssueProfile(Input):
    """The whole profile: what is left out is empty, and papers leave it out."""

    legal_name: Line
    address: AskedAddress | None = None
    tax_id: Short = ""
    registration: Annotated[Short, Field(description="Court and number of the register of companies")] = ""
    bank: Annotated[Short, Field(description="How the bank is called")] = ""
    iban: Iban = ""
    bic: Bic = ""
    phone: Short = ""
    email: Email = ""
    website: Website = ""
    foot: Annotated[tuple[Line, ...], Field(max_length=5, description="Further lines of the foot")] = ()
    vat_id: Short = ""
    further_tax_ids: Annotated[
        tuple[Line, ...], Field(max_length=5, description="Printed as they are written")
    ] = ()
    colour: Colour = ""
    logo: Logo = ""
    language: Annotated[
        LanguageCode, Field(description="Of papers and pages where nobody has chosen another")
    ] = ENGLISH
    help_contact: Help = ""


class ProfileView(View):
    """The profile as it holds."""

    id: UUID
    version: int
    legal_name: str
    address: Address | None
    tax_id: str
    registration: str
    bank: str
    iban: str
    bic: str
    phone: str
    email: str
    website: str
    foot: tuple[str, ...]
    vat_id: str
    further_tax_ids: tuple[str, ...]
    colour: str
    logo: str
    language: str
    help_contact: str
