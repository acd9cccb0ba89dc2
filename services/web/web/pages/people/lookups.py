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
    """Everything that a person can be put into."""
    teams, territories, roles = await asyncio.gather(
        rows(visit, "teams", "id,name,department"),
        rows(visit, "territories", "id,name"),
        rows(visit, "roles", "id,name,scope"),
    )
    return {
        "teams": teams,
        "territories": [row["name"] for row in territories],
        "roles": [row["name"] for row in roles],
    }
