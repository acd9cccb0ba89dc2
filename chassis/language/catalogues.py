"""The translations of all packages, and the functions that find a text in the spoken language.

The names are gettext's. A text is always a format: ``%(number)s`` stands for a value, ``%%`` for a percent
sign. What has no translation is said in English.
"""

from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from chassis.language.pseudo import Pseudo
from chassis.language.tongue import ENGLISH, PSEUDO, spoken

_packages: list[str] = []


def speaks(package: str) -> None:
    """Find what the package says in ``<package>/language``."""
    if package not in _packages:
        _packages.append(package)
        catalogue.cache_clear()


@cache
def catalogue(code: str) -> NullTranslations:
    """All texts of a language, of every package that speaks."""
    if code == PSEUDO:
        return Pseudo()
    found = NullTranslations()
    if code == ENGLISH:
        return found
    merged = Translations()
    for package in _packages:
        file = files(package) / "language" / f"{code}.po"
        if file.is_file():
            compiled = BytesIO()
            write_mo(compiled, read_po(BytesIO(file.read_bytes()), locale=code))
            compiled.seek(0)
            merged.merge(Translations(compiled))
    return merged


def _(message: str, /, **values: Any) -> str:
    """The text in the spoken language, with its values; nothing stays nothing."""
    return catalogue(spoken()).gettext(message) % values if message else ""


def ngettext(one: str, more: str, n: float, /, **values: Any) -> str:
    """The text for this many; ``%(n)s`` is the number as it is unless ``n`` is given in another way."""
    return catalogue(spoken()).ngettext(one, more, _whole(n)) % ({"n": n} | values)


def pgettext(context: str, message: str, /, **values: Any) -> str:
    """A text whose translation depends on where it stands: ``Order`` is a verb on a button."""
    return str(catalogue(spoken()).pgettext(context, message)) % values


def N_(message: str, /) -> str:  # noqa: N802
    """Mark a text that is said later, by ``_``; it stays as it is."""
    return message


def NC_(context: str, message: str, /) -> str:  # noqa: ARG001, N802
    """Mark a text that is said later, by ``pgettext``."""
    return message


def _whole(n: float) -> int:
    """What plural rules take: parts of one are many."""
    return int(n) if n == int(n) else 2


speaks("contracts")
speaks("chassis")
