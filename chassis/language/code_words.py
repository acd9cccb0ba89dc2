"""What codes of the contracts are called: statuses, kinds, keys of columns."""

from chassis.language.catalogues import _


def words(code: object) -> str:
    """A code as English says it: ``partially_shipped`` is ``Partially shipped``."""
    text = str(code or "").replace("_", " ").replace("-", " ").replace(".", " ").strip()
    return text[:1].upper() + text[1:]


def term(code: object) -> str:
    """A code as the spoken language says it; the catalogue of the contracts has all of them."""
    return _(words(code).replace("%", "%%")) if code else ""
