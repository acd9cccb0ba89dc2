"""What people are chosen from: teams, territories and roles."""

import asyncio
from typing import Any

from web.visit import Visit

IDENTITY = "/api/identity"
MOST = 200
Json = dict[str, Any]


async def rows(visit: Visit, path: str, columns: str, **more: str) -> list[Json]:
    """The first rows of a list; none where the person may not see it."""
    found = await visit.api.find(f"{IDENTITY}/{path}", {"limit": MOST, "cols": columns} | more)
    return list((found or {"items": []})["items"])


async def choices(visit: Visit) -> Json:
    """The teams there are, and the ``roles``, ``giving_teams`` and ``territories`` that one may give."""
    teams, giving = await asyncio.gather(rows(visit, "teams", "id,name,department"), _giving(visit))
    return {
        "teams": teams,
        "giving_teams": giving["teams"],
        "territories": giving["territories"],
        "roles": giving["roles"],
    }


async def _giving(visit: Visit) -> Json:
    found = await visit.api.find(f"{IDENTITY}/me/giving") if visit.may("identity.manage") else None
    return dict(found or {"roles": [], "teams": [], "territories": []})
