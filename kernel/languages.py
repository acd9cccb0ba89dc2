"""Languages and time zones as people and companies choose them."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from chassis.language import LANGUAGES, _
from chassis.zones import zones

# a column's choices; the names come from one place, which mypy cannot read
CHOICES: type[StrEnum] = StrEnum("CHOICES", {code: code for code in LANGUAGES})  # type: ignore[misc]


def _language(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(
            _("this language is not spoken here; choose one of %(codes)s", codes=", ".join(LANGUAGES))
        )
    return code


def _zone(name: str) -> str:
    if name not in zones():
        raise ValueError(_("no time zone is called so; write it as Europe/Berlin"))
    return name


LanguageCode = Annotated[
    str, AfterValidator(_language), WithJsonSchema({"type": "string", "enum": list(LANGUAGES)})
]
ZoneName = Annotated[
    str,
    Field(max_length=64, description="Of the IANA database, such as Europe/Berlin"),
    AfterValidator(_zone),
]
