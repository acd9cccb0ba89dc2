"""What people are chosen from: teams, territories and roles."""

import asyncio
from collections.abc import Sequence
from typing import TypedDict

from web.api import identity
from web.visit import Visit

MOST = 200
MEMBERS = "id,name,username,roles,territories,active"
NOTHING: identity.Giving = {"roles": [], "teams": [], "territories": []}
Team = identity.TeamsItem | identity.TeamView


class Choices(TypedDict):
    """The teams there are, and what of all one may give."""

    teams: Sequence[Team]
    giving_teams: Sequence[Team]
    territories: list[str]
    roles: list[str]


async def members(visit: Visit, **which: str) -> list[identity.PeopleItem]:
    """The first people of a team, a territory or a role; none where the person may not see them."""
    found = await visit.api.find(identity.list_people(), {"limit": MOST, "cols": MEMBERS} | which)
    return found["items"] if found else []


async def choices(visit: Visit) -> Choices:
    """What a person may be given."""
    teams, giving = await asyncio.gather(_teams(visit), _giving(visit))
    return {
        "teams": teams,
        "giving_teams": giving["teams"],
        "territories": giving["territories"],
        "roles": giving["roles"],
    }


async def _teams(visit: Visit) -> list[identity.TeamsItem]:
    found = await visit.api.find(identity.list_teams(), {"limit": MOST, "cols": "id,name,department"})
    return found["items"] if found else []


async def _giving(visit: Visit) -> identity.Giving:
    found = await visit.api.find(identity.read_giving()) if visit.may("identity.manage") else None
    return found or NOTHING
