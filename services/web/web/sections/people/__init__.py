"""People, teams, territories, roles and machines."""

from fastapi import APIRouter

from web.sections.people import machines, person, roles, structure

router = APIRouter()
for _part in (person, structure, roles, machines):
    router.include_router(_part.router)
