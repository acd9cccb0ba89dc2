"""The live connection of a browser: events until it leaves, its tokens end, or the process does."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, Response

from chassis.streaming import BEAT, HEARTBEAT, EventStream
from web.gateway import ApiProblem, SignedOut
from web.live.hub import Full, Hub
from web.live.slots import Slot
from web.live.wants import read_all
from web.visit import Anybody

router = APIRouter()


@router.get("/live")
async def live(
    visit: Anybody, request: Request, want: Annotated[list[str] | None, Query(max_length=16)] = None
) -> Response:
    """The stream; 401 when nobody is signed in, 503 when this replica has enough."""
    hub: Hub = request.app.state.hub
    session = visit.api.session
    if session is None:
        return PlainTextResponse("Sign in first.", 401)
    if session.aged:
        try:
            session = await visit.house.gateway.renewed(session)
        except SignedOut:
            visit.sign_in(None)
            return PlainTextResponse("Sign in again.", 401)
        visit.sign_in(session)
    with suppress(ApiProblem):  # else what the browser asks for
        await visit.me()
    try:
        slot = hub.join(session, read_all(want or []), request.headers.get("last-event-id", "")[:100])
    except Full:
        return PlainTextResponse("Too many live connections.", 503, {"Retry-After": "10"})
    return EventStream(_pieces(slot), leave=lambda: hub.part(slot))


async def _pieces(slot: Slot) -> AsyncIterator[bytes]:
    """What the slot holds, as it comes; a silent stream beats, so that both ends know of each other."""
    yield f"retry: {1000 + secrets.randbelow(2000)}\n\n".encode()
    while piece := await _next(slot):
        yield piece


async def _next(slot: Slot) -> bytes:
    """What is to be sent next; nothing at the end."""
    try:
        async with asyncio.timeout(HEARTBEAT):
            while not slot.over and not slot.bell.is_set():
                await slot.bell.wait()
    except TimeoutError:
        return BEAT
    return slot.take()
