"""One way to list: filter, sort, search, keyset pages, columns, totals, export, row access.

A service declares a ``ListSpec``; ``listing(router, "", spec=…, permission=…)`` makes the operations.
"""

from chassis.lists.day_words import WORDS as DAY_WORDS
from chassis.lists.export import guarded
from chassis.lists.grammar import Asker, parse
from chassis.lists.operations import listing
from chassis.lists.pages import page, plain
from chassis.lists.spec import Column, ListSpec
from chassis.lists.subtotals import PERIODS

__all__ = [
    "DAY_WORDS",
    "PERIODS",
    "Asker",
    "Column",
    "ListSpec",
    "guarded",
    "listing",
    "page",
    "parse",
    "plain",
]
