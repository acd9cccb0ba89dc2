"""One way to list: filter, sort, search, keyset pages, columns, totals, export, row access.

A service declares a ``ListSpec``; ``router.listing("", spec=…, permission=…)`` makes the operations.
"""

from chassis.lists.export import guarded as guarded
from chassis.lists.listing import add_listing as add_listing
from chassis.lists.pages import page as page
from chassis.lists.spec import PEOPLE as PEOPLE
from chassis.lists.spec import Column as Column
from chassis.lists.spec import ListSpec as ListSpec
