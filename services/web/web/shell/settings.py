"""One's own arrangements: language, clocks, theme, density, password, sign-ins, what is muted."""

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import identity, notifications
from web.forms import Form, Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.shell.notice_words import kind_in_words
from web.sign_in import local
from web.visit import DENSITIES, THEMES, Anybody, SignedIn, Visit

YEAR = 365 * 86_400
router = APIRouter()


@router.get("/settings")
async def show(visit: SignedIn) -> Response:
    """The page."""
    return await _show(visit)


@router.post("/settings/appearance")
async def appearance(visit: Anybody, form: Sent) -> Response:
    """Theme and density are cookies, so that the server paints the right ones first."""
    for name, known in (("theme", THEMES), ("density", DENSITIES)):
        if form.text(name) in known:
            visit.set_cookie(name, form.text(name), YEAR)
    return RedirectResponse(local(form.text("next") or "/settings"), 303)


@router.post("/settings/language")
async def language(visit: SignedIn, form: Sent) -> Response:
    """Another language or another time zone; empty is the company's."""
    body = form.given("language", "zone")
    try:
        await visit.api.send(identity.choose_own_settings(), body, version=form.version)
    except ApiProblem as problem:
        return await _show(visit, problem, form)
    visit.forget_me()
    visit.say(_("Saved."))
    return RedirectResponse("/settings", 303)


@router.post("/settings/password")
async def password(visit: SignedIn, form: Sent) -> Response:
    """Another password; all sign-ins end with it, this one too."""
    body = {"current": form.text("current"), "password": form.text("password")}
    try:
        await visit.api.send(identity.change_own_password(), body)
    except ApiProblem as problem:
        return await _show(visit, problem)
    visit.sign_in(None)
    return RedirectResponse("/signed-out", 303)


@router.get("/settings/notifications")
async def muted(visit: SignedIn) -> Response:
    """What one is not told of."""
    return await _muted(visit)


@router.post("/settings/notifications/{mute_id}/unmute")
async def unmute(visit: SignedIn, mute_id: str) -> Response:
    """Be told of it again."""
    try:
        await visit.api.send(notifications.unmute_notifications(mute_id), {})
    except ApiProblem as problem:
        return await _muted(visit, problem)
    return RedirectResponse("/settings/notifications", 303)


async def _muted(visit: Visit, problem: ApiProblem | None = None) -> Response:
    found = await visit.api.get(notifications.read_mutes())
    rows = [(mute, kind_in_words(mute["kind"]) if mute["kind"] else "") for mute in found]
    status = problem.status if problem else 200
    return page(visit, "shell/muted.html", status=status, mutes=rows, problem=problem)


@router.get("/signed-out")
async def signed_out(visit: Anybody) -> Response:
    """After signing out."""
    return page(visit, "shell/signed_out.html")


async def _show(visit: Visit, problem: ApiProblem | None = None, form: Form | None = None) -> Response:
    visit.forget_me()  # the version of what is kept may be some seconds old
    me = await visit.api.get(identity.read_me())
    return page(
        visit,
        "shell/settings.html",
        status=problem.status if problem else 200,
        problem=problem,
        me=me,
        values=form.shown() if form else me["person"],
    )
