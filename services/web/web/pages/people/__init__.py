"""People, teams, territories and roles."""

from fastapi import APIRouter

from web.pages.people import person, roles, structure

router = APIRouter()
for _part in (person, structure, roles):
    router.include_router(_part.router)
