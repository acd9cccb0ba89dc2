"""What codes of the contracts are called: statuses, kinds, keys of columns."""

from collections.abc import Iterable

from chassis.language.catalogues import _
from chassis.language.tongue import locale


def words(code: object) -> str:
    """A code as English says it: ``partially_shipped`` is ``Partially shipped``."""
    text = str(code or "").replace("_", " ").replace("-", " ").replace(".", " ").strip()
    return text[:1].upper() + text[1:]


def term(code: object) -> str:
    """A code as the spoken language says it; the catalogue of the contracts has all of them."""
    return _(words(code).replace("%", "%%")) if code else ""


def stated(*codes: object) -> str:
    """Codes as a sentence names them, in English in small letters: ``draft or partially shipped``."""
    named = [small(term(code)) for code in codes]
    return named[0] if len(named) == 1 else one_of(named)


def one_of(named: Iterable[str]) -> str:
    """Alternatives in a sentence."""
    *others, last = named
    return _("%(others)s or %(last)s", others=", ".join(others), last=last) if others else last


def all_of(named: Iterable[str]) -> str:
    """Things that hold together, in a sentence."""
    *others, last = named
    return _("%(others)s and %(last)s", others=", ".join(others), last=last) if others else last


def small(text: str) -> str:
    """A label as it stands within a sentence: English begins it with a small letter."""
    return text[:1].lower() + text[1:] if locale().language == "en" else text
