"""All lists by key."""

from web.lists.spec import ListSpec
from web.lists.specs import accounting, company, customers, fulfilment, products, sales, tickets

AREAS = (sales, tickets, customers, products, fulfilment, accounting, company)
LISTS: dict[str, ListSpec] = {spec.key: spec for area in AREAS for spec in area.LISTS}
