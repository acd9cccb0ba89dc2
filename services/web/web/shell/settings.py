"""One's own arrangements: theme, density, password, sign-ins."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.api import identity
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.sign_in import local
from web.visit import DENSITIES, THEMES, Anybody, SignedIn, Visit

YEAR = 365 * 86_400
router = APIRouter()


@router.get("/settings")
async def show(visit: SignedIn) -> Response:
    """The page."""
    return _show(visit)


@router.post("/settings/appearance")
async def appearance(visit: Anybody, form: Sent) -> Response:
    """Theme and density are cookies, so that the server paints the right ones first."""
    for name, known in (("theme", THEMES), ("density", DENSITIES)):
        if form.text(name) in known:
            visit.set_cookie(name, form.text(name), YEAR)
    return RedirectResponse(local(form.text("next") or "/settings"), 303)


@router.post("/settings/password")
async def password(visit: SignedIn, form: Sent) -> Response:
    """Another password; all sign-ins end with it, this one too."""
    body = {"current": form.text("current"), "password": form.text("password")}
    try:
        await visit.api.send(identity.change_own_password(), body)
    except ApiProblem as problem:
        return _show(visit, problem)
    visit.sign_in(None)
    return RedirectResponse("/signed-out", 303)


@router.get("/signed-out")
async def signed_out(visit: Anybody) -> Response:
    """After signing out."""
    return page(visit, "shell/signed_out.html")


def _show(visit: Visit, problem: ApiProblem | None = None) -> Response:
    return page(visit, "shell/settings.html", status=problem.status if problem else 200, problem=problem)
