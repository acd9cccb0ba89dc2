"""One way to list: filter, sort, search, keyset pages, columns, totals, export, row access.

A service declares a ``ListSpec``; ``listing(router, "", spec=…, permission=…)`` makes the operations.
"""

from chassis.lists.export import guarded
from chassis.lists.grammar import Asker, parse
from chassis.lists.operations import listing
from chassis.lists.pages import page, plain
from chassis.lists.spec import Column, ListSpec

__all__ = ["Asker", "Column", "ListSpec", "guarded", "listing", "page", "parse", "plain"]
