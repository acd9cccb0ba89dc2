"""The company's profile as administrators send and see it."""

import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from contracts.edge import AskedAddress, OneLine
from contracts.values import Address
from identity.schemas import Email, Input, View

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
        raise ValueError("this is no IBAN; compare it with a statement of the account")
    return code


def _bic(text: str) -> str:
    code = _code(text)
    if code and not re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?", code):
        raise ValueError("a BIC has 8 or 11 letters and digits, such as COBADEFFXXX")
    return code


Short = Annotated[OneLine, Field(max_length=100)]
Line = Annotated[OneLine, Field(min_length=1, max_length=200)]
Iban = Annotated[OneLine, Field(max_length=60), AfterValidator(_iban)]
Bic = Annotated[OneLine, Field(max_length=20), AfterValidator(_bic)]
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
