"""Rows for a field that picks a record: what the search finds by what was typed, the likeliest first."""

from collections.abc import Mapping, Sequence
from typing import Any

from web.api import reporting
from web.api.operation import Get
from web.visit import Visit

CLIENTS, DISTRIBUTORS, PRODUCTS = "client,contact", "distributor,contact", "device,option,service"
LIMIT = 10


async def rows_like(
    visit: Visit, listed: Get[Any], kinds: str, words: str, asked: Mapping[str, str]
) -> Sequence[Any]:
    """Rows of a list, which must show ids; a contact stands for the party that it is at."""
    found = await visit.api.get(
        reporting.search_everything(), {"q": words, "kinds": kinds, "limit": 2 * LIMIT}
    )
    ids = list(dict.fromkeys(_own(hit) for hit in found["items"]))[:LIMIT]
    if not ids:
        return []
    rows = (await visit.api.get(listed, {**asked, "id": ",".join(ids), "limit": LIMIT}))["items"]
    by_id = {row["id"]: row for row in rows}
    return [by_id[id] for id in ids if id in by_id]


def _own(hit: reporting.Hit) -> str:
    return (hit["within"] if hit["kind"] == "contact" else None) or hit["id"]
