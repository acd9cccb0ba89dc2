"""The page of a unit with its serial number: where it went, and its label."""

from fastapi import APIRouter
from starlette.responses import Response

from web.gateway import ApiProblem
from web.lists.export import passed_through
from web.pages.fulfilment.deliveries import SHEETS
from web.rendering import page
from web.visit import SignedIn

API = "/api/fulfillment/units"
router = APIRouter()


@router.get("/units/{unit_id}")
async def show(visit: SignedIn, unit_id: str) -> Response:
    """One unit that was sold."""
    found = (await visit.api.get(API, {"id": unit_id, "limit": 1}))["items"]
    if not found:
        raise ApiProblem(404, {"title": "There is nothing here"})
    return page(visit, "pages/fulfilment/unit.html", unit=found[0], names=await visit.names())


@router.get("/units/{unit_id}/label")
async def label(visit: SignedIn, unit_id: str, sheet: str = "roll") -> Response:
    """Its label as a PDF."""
    asked = {"sheet": sheet if sheet in SHEETS else SHEETS[0]}
    return await passed_through(visit, f"{API}/{unit_id}/label.pdf", asked)
