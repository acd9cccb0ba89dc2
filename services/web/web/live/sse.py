"""The live connection of a browser: events until it leaves, its tokens end, or the process does."""

import asyncio
import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from web.gateway import SignedOut
from web.live.hub import Full, Hub
from web.live.slots import Slot
from web.live.wants import read_all
from web.visit import Anybody

HEARTBEAT = 15.0
PATIENCE = 30.0  # seconds that a browser may take for one piece
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
BEAT = b": still here\n\n"
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
    try:
        slot = hub.join(session, read_all(want or []), request.headers.get("last-event-id", "")[:100])
    except Full:
        return PlainTextResponse("Too many live connections.", 503, {"Retry-After": "10"})
    return EventStream(hub, slot)


class EventStream(Response):
    """Sends what the slot holds; a silent stream beats, so that both ends know of each other."""

    media_type = "text/event-stream"

    def __init__(self, hub: Hub, slot: Slot) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self.hub = hub
        self.slot = slot

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        sending = asyncio.create_task(self._send(send))
        gone = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.hub.part(self.slot)
            sending.cancel()
            gone.cancel()
            await asyncio.gather(sending, gone, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        piece = f"retry: {1000 + secrets.randbelow(2000)}\n\n".encode()
        while piece:
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            piece = await self._next()
        await send({"type": "http.response.body", "body": b""})

    async def _next(self) -> bytes:
        """What is to be sent next; nothing at the end."""
        try:
            async with asyncio.timeout(HEARTBEAT):
                while not self.slot.over and not self.slot.bell.is_set():
                    await self.slot.bell.wait()
        except TimeoutError:
            return BEAT
        return self.slot.take()


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
