"""Rows for a field that picks a record: what the search finds by what was typed, the likeliest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.api import catalog, reporting
from web.api.operation import Get
from web.hits import CONTACT, stands_for
from web.rendering import money
from web.visit import Visit

CLIENTS, DISTRIBUTORS = ("client", CONTACT), ("distributor", CONTACT)
PRODUCTS = ("device", "option", "service")
LIMIT = 10


@dataclass(frozen=True)
class Pick:
    """A row to pick: ``text`` is what the field shows then."""

    id: str
    text: str
    name: str
    about: str


def pick_product(row: catalog.ProductsItem, *, with_name: bool = False) -> Pick:
    """A product: its number, with the name where the field has room for it, and what it costs."""
    text = f"{row['number']} {row['name']}" if with_name else row["number"]
    about = f"{row['number']} · {money(row['total_price'])}" if row.get("total_price") else row["number"]
    return Pick(row["id"], text, row["name"], about)


async def rows_like(
    visit: Visit, listed: Get[Any], kinds: Sequence[str], words: str, asked: Mapping[str, str]
) -> Sequence[Any]:
    """Rows of a list, which must show ids; a contact stands for the party that it is at."""
    asked_for = {"q": words, "kinds": ",".join(kinds), "limit": 2 * LIMIT}
    found = await visit.api.get(reporting.search_everything(), asked_for)
    meant = dict.fromkeys(stands_for(hit, {*kinds} - {CONTACT}) for hit in found["items"])
    ids = [one[1] for one in meant if one is not None][:LIMIT]
    if not ids:
        return []
    rows = (await visit.api.get(listed, {**asked, "id": ",".join(ids), "limit": LIMIT}))["items"]
    by_id = {row["id"]: row for row in rows}
    return [by_id[id] for id in ids if id in by_id]
