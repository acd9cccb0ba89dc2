"""What a list might have meant where nothing in it holds the words: records that the search finds by them."""

import asyncio
from dataclasses import dataclass

from web.api import reporting
from web.gateway import ApiProblem
from web.hits import CONTACT, stands_for
from web.lists.engine import Shown
from web.visit import Visit

MOST, PATIENCE = 5, 1.0


@dataclass(frozen=True)
class Near:
    """A row of the list that filters may hide, or that is spelled a little otherwise."""

    href: str
    name: str
    about: str


async def near(visit: Visit, shown: Shown) -> list[Near]:
    """None where the list has rows, where nobody searched, or where the search does not answer in time."""
    spec, words = shown.spec, shown.state.q
    if shown.rows or not words or not spec.finds or spec.row is None or shown.problem:
        return []
    asked = {"q": words, "kinds": f"{spec.finds},{CONTACT}", "limit": 2 * MOST}
    try:
        async with asyncio.timeout(PATIENCE):
            found = await visit.api.get(reporting.search_everything(), asked)
    except (ApiProblem, TimeoutError):
        return []
    meant = [(hit, stands_for(hit, (spec.finds,))) for hit in found["items"]]
    return [
        Near(spec.row.format(id=record[1]), hit["name"], " · ".join(hit["about"]))
        for hit, record in meant
        if record
    ][:MOST]
