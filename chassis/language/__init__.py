"""The language in which a person is spoken to: texts, figures and days (gettext, Babel).

English stands in the source. Every package keeps its translations in ``<package>/language/<code>.po``; it
says so by ``speaks(__name__)`` in its ``__init__``, and ``make schemas`` adds new texts to the file.
"""

from chassis.language.catalogues import N_, NC_, _, catalogue, ngettext, pgettext, speaks
from chassis.language.code_words import all_of, one_of, small, stated, term, words
from chassis.language.tongue import ENGLISH, LANGUAGES, PSEUDO, best_of, locale, speak, speaking, spoken

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "NC_",
    "N_",
    "PSEUDO",
    "_",
    "all_of",
    "best_of",
    "catalogue",
    "locale",
    "ngettext",
    "one_of",
    "pgettext",
    "small",
    "speak",
    "speaking",
    "speaks",
    "spoken",
    "stated",
    "term",
    "words",
]
