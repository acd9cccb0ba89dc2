"""Saved views: a name for a query of a list, one's own or the team's, kept by identity."""

import asyncio
import re
from dataclasses import dataclass
from typing import Any, Literal

from web.api import identity
from web.visit import Visit

VIEWS = "views"
Owner = Literal["own", "team"]
READ = {"own": identity.read_preference, "team": identity.read_team_preference}
SET = {"own": identity.set_preference, "team": identity.set_team_preference}


@dataclass(frozen=True)
class Saved:
    """One saved view; ``query`` has no question mark."""

    name: str
    query: str
    owner: Owner


def preference_key(what: str, list_key: str) -> str:
    """Under which key something of a list is kept, such as its views."""
    return f"{what}." + re.sub(r"[^a-z0-9._-]", "-", list_key)


async def saved_views(visit: Visit, list_key: str) -> list[Saved]:
    """One's own views of the list, then the team's."""
    owners: tuple[Owner, ...] = ("own", "team")
    found = await asyncio.gather(*(_stored(visit, list_key, owner) for owner in owners))
    return [
        Saved(str(one["name"]), str(one["query"]), owner)
        for owner, views in zip(owners, found, strict=True)
        for one in views
    ]


async def save_view(visit: Visit, list_key: str, name: str, query: str, owner: Owner) -> None:
    """Keep the query under the name; one of the same name is replaced."""
    views = [one for one in await _stored(visit, list_key, owner) if one["name"] != name]
    await _store(visit, list_key, owner, [*views, {"name": name, "query": query}])


async def forget_view(visit: Visit, list_key: str, name: str, owner: Owner) -> None:
    """Take the view away."""
    views = [one for one in await _stored(visit, list_key, owner) if one["name"] != name]
    await _store(visit, list_key, owner, views)


async def _stored(visit: Visit, list_key: str, owner: Owner) -> list[dict[str, Any]]:
    found = await visit.api.find(READ[owner](preference_key(VIEWS, list_key)))
    value = found["value"] if found else None
    views = value if isinstance(value, list) else []
    return [one for one in views if isinstance(one, dict) and {"name", "query"} <= one.keys()]


async def _store(visit: Visit, list_key: str, owner: Owner, views: list[dict[str, Any]]) -> None:
    await visit.api.send(SET[owner](preference_key(VIEWS, list_key)), {"value": views})
