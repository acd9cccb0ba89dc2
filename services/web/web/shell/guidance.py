"""Where to turn: whom the company names for questions, and what each section is for."""

from fastapi import APIRouter
from starlette.responses import Response

from web.api import identity
from web.rendering import page
from web.visit import SignedIn

router = APIRouter()


@router.get("/help")
async def show(visit: SignedIn) -> Response:
    """The page."""
    profile = await visit.api.get(identity.read_profile()) if visit.may("identity.read") else None
    return page(visit, "shell/help.html", contact=profile["help_contact"] if profile else "")
