"""The answer of a live dashboard: server-sent events for one viewer, until there is a reason to end."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from time import monotonic, time
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from chassis.http import Identity
from chassis.service import Service
from chassis.work import Caller, rest
from reporting.live import Live, Viewer
from reporting.snapshots import PERMISSION, question

logger = logging.getLogger("saleswire.live")
HEARTBEAT = 15.0
PATIENCE = 30.0  # seconds that a client may take for one piece
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
AGAIN = b"retry: 2000\n\n"
BEAT = b": still here\n\n"


class Sitting:
    """A person in front of a dashboard: who it is, until when, and with which access."""

    def __init__(self, service: Service, identity: Identity, viewer: Viewer) -> None:
        self.service = service
        self.identity = identity
        self.viewer = viewer
        self._looked = monotonic()

    @property
    def seconds_left(self) -> float:
        """Until the token expires."""
        return self.identity.expires - time()

    async def over(self, live: Live) -> str:
        """Why the stream ends now: ``shutdown``, ``token-expired``, ``access-changed``; empty to go on."""
        if live.leaving:
            return "shutdown"
        if self.seconds_left <= 0:
            return "token-expired"
        if not self.viewer.called and monotonic() - self._looked < HEARTBEAT - 1:
            return ""  # hundreds wake together, and each look may be a query
        self.viewer.called, self._looked = False, monotonic()
        return "" if await self._may_stay() else "access-changed"

    async def _may_stay(self) -> bool:
        try:
            standing = await self.service.callers.standing(self.identity.person_id, self.identity.session_id)
        except Exception as error:  # nobody loses access because the database is away; the token ends
            logger.warning("access cannot be looked up: %s", type(error).__name__)
            return True
        return not standing.revoked and self._same(standing.caller)

    def _same(self, caller: Caller | None) -> bool:
        asked = self.viewer.asked
        return (
            caller is not None
            and caller.may(PERMISSION)
            and question(caller, asked.period, asked.territory) == asked
        )


async def sitting(request: Request, viewer: Viewer) -> Sitting:
    """The sitting of this request, whose token was verified already."""
    service: Service = request.app.state.service
    token = request.headers["authorization"].partition(" ")[2].strip()
    return Sitting(service, await service.keys.verify(token), viewer)


async def events(live: Live, sitting: Sitting, last: str) -> AsyncIterator[bytes]:
    """Pieces of the stream; ``last`` is the id of the snapshot that the client has."""
    viewer, told = sitting.viewer, -1
    yield AGAIN
    while True:
        viewer.bell.clear()
        if viewer.snapshot.id != last:
            last = viewer.snapshot.id
            yield f"event: overview\nid: {last}\ndata: {viewer.snapshot.json}\n\n".encode()
        if viewer.unread != told:
            told = viewer.unread
            yield _event("notices", {"unread": told})
        await rest(viewer.bell, max(0.0, min(HEARTBEAT, sitting.seconds_left)))
        if reason := await sitting.over(live):
            yield _event("end", {"reason": reason})
            return
        if not viewer.bell.is_set():
            yield BEAT


def _event(name: str, content: Any) -> bytes:
    return f"event: {name}\ndata: {json.dumps(content)}\n\n".encode()


class EventStream(Response):
    """Sends the events of a sitting; ends with the client as well."""

    media_type = "text/event-stream"

    def __init__(self, live: Live, sitting: Sitting, last: str) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self.live = live
        self.sitting = sitting
        self.last = last

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        viewer = self.sitting.viewer
        self.live.enter(viewer)
        sending = asyncio.create_task(self._send(send))
        gone = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            self.live.part(viewer)
            sending.cancel()
            gone.cancel()
            await asyncio.gather(sending, gone, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        async for piece in events(self.live, self.sitting, self.last):
            async with asyncio.timeout(PATIENCE):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
