"""The page of a unit with its serial number: where it went, and its label."""

from fastapi import APIRouter
from starlette.responses import Response

from chassis.language import _
from web.api import fulfillment
from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.rendering import page
from web.sections.fulfillment.deliveries import SHEETS
from web.visit import SignedIn

router = APIRouter()


@router.get("/units/{unit_id}")
async def show(visit: SignedIn, unit_id: str) -> Response:
    """One unit that was sold."""
    found = (await visit.api.get(fulfillment.list_units(), {"id": unit_id, "limit": 1}))["items"]
    if not found:
        raise ApiProblem(404, {"title": _("There is nothing here")})
    return page(visit, "sections/fulfillment/unit.html", unit=found[0], names=await visit.names())


@router.get("/units/{unit_id}/label")
async def label(visit: SignedIn, unit_id: str, sheet: str = "roll") -> Response:
    """Its label as a PDF."""
    asked = {"sheet": sheet if sheet in SHEETS else SHEETS[0]}
    return await passed_through(visit, fulfillment.print_unit_label(unit_id), asked)
