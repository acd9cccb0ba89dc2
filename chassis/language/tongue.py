"""Which language is spoken now: that of a request, of a page's reader, of a paper that is printed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from babel import Locale

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", "de": "Deutsch"}  # what each calls itself
PSEUDO = "qps"  # English in brackets, figures as elsewhere: it shows what is in no catalogue
_spoken: ContextVar[str] = ContextVar("language", default=ENGLISH)


def spoken() -> str:
    """The code of the language that is spoken now."""
    return _spoken.get()


def speak(code: str) -> None:
    """Go on in this language, in the present context; one that nobody here speaks is English."""
    _spoken.set(code if code in LANGUAGES or code == PSEUDO else ENGLISH)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Speak a language for a while."""
    before = _spoken.set(_spoken.get())
    try:
        speak(code)
        yield
    finally:
        _spoken.reset(before)


def locale() -> Locale:
    """How the spoken language writes figures and days."""
    return _LOCALES[spoken()]


def best_of(header: str) -> str:
    """The first of our languages that an ``Accept-Language`` (RFC 9110) names, by weight; empty for none."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate(header[:200].split(",")):
        name, _, weight = part.partition(";")
        code = name.strip().lower().split("-")[0]
        if code in LANGUAGES or code == PSEUDO:
            wanted.append((-_weight(weight), place, code))
    return min(wanted)[2] if wanted and min(wanted)[0] < 0 else ""


def _weight(text: str) -> float:
    name, _, value = text.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


_LOCALES = {code: Locale.parse(code) for code in LANGUAGES} | {PSEUDO: Locale.parse("de")}
