"""Signing in and out: the authorization code flow with PKCE, as any client of identity has it."""

import base64
import secrets
from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from web.api import identity
from web.gateway import ApiProblem, SignedOut
from web.visit import Anybody, SignedIn, Visit

FLOW, FLOW_SECONDS = "saleswire_flow", 900
THIS_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})
router = APIRouter()


def local(address: str) -> str:
    """The address when it is a path of ours, else the start page: no redirect leads elsewhere."""
    parts = urlsplit(address)
    fits = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if fits and address.isprintable() else "/"


def callback(visit: Visit) -> str:
    """Where identity sends the person back to."""
    return f"{visit.house.settings.public_origin}/sign-in/callback"


def by_another_name(visit: Visit) -> bool:
    """Whether the browser calls this machine by another name than the one under which one signs in."""
    public = urlsplit(visit.house.settings.public_origin)
    here = urlsplit(f"//{visit.request.headers.get('x-forwarded-host', '')}")
    return here.netloc != public.netloc and {here.hostname, public.hostname} <= THIS_MACHINE


@router.get("/sign-in")
async def begin(visit: Anybody, next: str = "/") -> Response:
    """To the sign-in page, and back to where the person wanted to go."""
    if by_another_name(visit):
        origin = visit.house.settings.public_origin
        return RedirectResponse(f"{origin}/sign-in?{urlencode({'next': local(next)})}", 303)
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
    flow = {"verifier": verifier, "state": state, "next": local(next)}
    visit.set_cookie(FLOW, visit.house.seal.close("flow", flow), FLOW_SECONDS)
    challenge = base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": visit.house.settings.client_id,
        "redirect_uri": callback(visit),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "state": state,
    }
    return RedirectResponse(f"{identity.authorize()}?{urlencode(asked)}", 303)


@router.get("/sign-in/callback")
async def finish(visit: Anybody, code: str = "", state: str = "") -> Response:
    """Back from the sign-in page with a code; anything that does not fit begins anew."""
    flow = visit.house.seal.open("flow", visit.request.cookies.get(FLOW, ""))
    if not isinstance(flow, dict) or not code or not secrets.compare_digest(flow["state"], state):
        return RedirectResponse("/sign-in", 303)
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": flow["verifier"],
        "redirect_uri": callback(visit),
    }
    try:
        visit.sign_in(await visit.house.gateway.tokens(**form))
    except SignedOut:
        return RedirectResponse("/sign-in", 303)
    visit.set_cookie(FLOW, "", 0)
    return RedirectResponse(local(flow["next"]), 303)


@router.post("/sign-out")
async def leave(visit: Anybody) -> Response:
    """End this sign-in."""
    if visit.api.session is not None:
        await visit.house.gateway.revoke(visit.api.session)
    visit.sign_in(None)
    return RedirectResponse("/signed-out", 303)


@router.post("/sign-out/everywhere")
async def leave_everywhere(visit: SignedIn) -> Response:
    """End all one's sign-ins, on every machine."""
    try:
        await visit.api.send(identity.sign_out_everywhere())
    except ApiProblem as problem:
        visit.say(problem.detail, "bad")
        return RedirectResponse("/settings", 303)
    visit.sign_in(None)
    return RedirectResponse("/signed-out", 303)
