"""A person before something live: who it is, until when and with which access, and what is sent."""

import logging
from collections.abc import AsyncIterator, Callable, Iterable
from time import monotonic, time
from typing import Any

from starlette.requests import Request

from chassis.http import Identity
from chassis.service import Service
from chassis.streaming.event_stream import AGAIN, BEAT, HEARTBEAT, written
from chassis.streaming.viewers import Viewer, Viewers
from chassis.work import Caller, rest

logger = logging.getLogger("saleswire.live")


class Sitting:
    """One stream; ``same`` says whether the person, as they stand now, would still be shown the same."""

    def __init__(
        self, service: Service, identity: Identity, viewer: Viewer, same: Callable[[Caller], bool]
    ) -> None:
        self.service = service
        self.identity = identity
        self.viewer = viewer
        self.same = same
        self._looked = monotonic()

    @property
    def seconds_left(self) -> float:
        """Until the token expires."""
        return self.identity.expires - time()

    async def over(self, leaving: bool) -> str:
        """Why the stream ends now: ``shutdown``, ``token-expired``, ``access-changed``; empty to go on."""
        if leaving:
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
        return not standing.revoked and standing.caller is not None and self.same(standing.caller)

    async def pieces(
        self, viewers: Viewers[Any], news: Callable[[], Iterable[bytes]]
    ) -> AsyncIterator[bytes]:
        """Pieces of the stream: what is new whenever the viewer's bell rang, and why it ends."""
        yield AGAIN
        while True:
            self.viewer.bell.clear()
            for piece in news():
                yield piece
            await rest(self.viewer.bell, max(0.0, min(HEARTBEAT, self.seconds_left)))
            if reason := await self.over(viewers.leaving):
                yield written("end", {"reason": reason})
                return
            if not self.viewer.bell.is_set():
                yield BEAT


async def sitting(request: Request, viewer: Viewer, same: Callable[[Caller], bool]) -> Sitting:
    """The sitting of this request, whose token was verified already."""
    service: Service = request.app.state.service
    token = request.headers["authorization"].partition(" ")[2].strip()
    return Sitting(service, await service.keys.verify(token), viewer, same)
