"""The stream of one sign-in and one question, through the gateway, for all tabs that ask it.

A stream lives as long as its access token. Only the browser's own visit renews tokens, because a refresh
token is good once: with the token's end the tabs are let go and come again with fresh ones.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Callable

import httpx2

from web.gateway import Api, ApiProblem, Gateway, SignedOut
from web.live.parsing import Parser, Sse, written
from web.live.slots import Slot
from web.live.wants import Followed, Want
from web.session import EARLY, Session

log = logging.getLogger("web.live")
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 20.0
LET_GO = ("token-expired", "access-changed")
FAILURES = (ApiProblem, httpx2.HTTPError, ValueError, OSError)
Draw = Callable[[str, str, Want], bytes]  # the id of a snapshot, its JSON, and for which question


class Feed:
    """One stream and the browsers that follow it."""

    def __init__(self, gateway: Gateway, session: Session, want: Followed, draw: Draw) -> None:
        self.session = session
        self.slots: set[Slot] = set()
        self.ended = False
        self.want = want
        self._gateway = gateway
        self._draw = draw
        self._id = ""
        self._newest: dict[str, bytes] = {}
        self._task = asyncio.create_task(self._run(), name=f"live {want.text}")

    def enter(self, slot: Slot) -> None:
        """Follow from now on; what the browser has not seen waits for it at once."""
        self.slots.add(slot)
        for kind, piece in self._newest.items():
            slot.put(kind, piece, self._id if kind == self._figures else "")

    def freshened(self, session: Session) -> None:
        """The same sign-in came again: go on with the tokens that hold longer."""
        if session.ends_at > self.session.ends_at:
            self.session = session

    def stop(self) -> None:
        """Nobody follows any more."""
        self.ended = True
        self._task.cancel()

    @property
    def _figures(self) -> str:
        return f"figures {self.want.text}"

    def _tell(self, kind: str, piece: bytes, id: str = "") -> None:
        if self._newest.get(kind) == piece:
            return
        self._newest[kind] = piece
        for slot in self.slots:
            slot.put(kind, piece, id)

    def _state(self, words: str) -> None:
        self._tell(f"state {self.want.text}", written(self.want.state, words))

    async def _run(self) -> None:
        pause = FIRST_PAUSE
        while not self.session.aged:
            try:
                if await self._listen() in LET_GO:
                    break
                pause = FIRST_PAUSE
            except TimeoutError:
                continue  # the token ends; perhaps the sign-in has come with another
            except SignedOut:
                break
            except FAILURES as error:
                if isinstance(error, ApiProblem) and error.status == 403:
                    self._state("closed")
                    break
                log.warning("the live stream broke off: %s", type(error).__name__)
            self._state("lost")
            await asyncio.sleep(pause * (1 + secrets.randbelow(100) / 100))
            pause = min(LONGEST_PAUSE, pause * 2)
        self.ended = True
        for slot in self.slots:
            slot.end()

    async def _listen(self) -> str:
        """Follow until the stream ends; the reason, when it said one."""
        api = Api(self._gateway, self.session, "", {})
        said = {"Accept": "text/event-stream"} | ({"Last-Event-ID": self._id} if self._id else {})
        left = max(1.0, self.session.ends_at - EARLY - time.time())
        async with (
            asyncio.timeout(left),
            api.stream(self.want.path, self.want.parameters, said) as response,
        ):
            self._state("live")
            parser = Parser()
            async for piece in response.aiter_bytes():
                for event in parser.fed(piece):
                    if event.name == "end":
                        return _reason(event)
                    self._heard(event)
        return ""

    def _heard(self, event: Sse) -> None:
        if event.name == "overview" and isinstance(self.want, Want):
            self._id = event.id
            self._tell(self._figures, self._draw(event.id, event.data, self.want), event.id)
        elif event.name == "notices":
            self._tell("notices", written("notices", event.data))


def _reason(event: Sse) -> str:
    return next((reason for reason in LET_GO if reason in event.data), "other")
