"""Request bodies on their way in: small ones whole, large ones piece by piece, none beyond the limit."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from chassis.errors import Malformed, Problem, TooLarge
from chassis.language import N_, _
from gateway.asgi import Headers, Message, Receive
from gateway.settings import Settings

DRAINED, DRAIN_SECONDS = 8 * 1024 * 1024, 1.0
WHOLE = 64 * 1024  # up to here a body is read first: cheaper, and it can be sent again


class ClientGone(Exception):
    """The client closed the connection before its request was complete."""


class TooSlow(Problem):
    """The client stopped sending in the middle of the body."""

    status, slug, title = 408, "request-timeout", N_("The body did not arrive in time")


class Body:
    """One request's body; ``problem`` says why reading it stopped early."""

    def __init__(self, headers: Headers, receive: Receive, settings: Settings) -> None:
        self._receive = receive
        self._timeout = settings.body_timeout
        self.length, chunked, multipart = _declared(headers)
        self.limit = settings.upload_limit if multipart else settings.body_limit
        self.expected = chunked or bool(self.length)
        self.problem: Problem | None = None
        if self.length is not None and self.length > self.limit:
            raise self._too_large()

    async def data(self) -> bytes | AsyncIterator[bytes] | None:
        """What to hand to the service: nothing, the whole, or an iterator that is read while sending."""
        if not self.expected:
            return None
        if self.length is not None and self.length <= WHOLE:
            return b"".join([piece async for piece in self._pieces()])
        return self._guarded()

    async def _guarded(self) -> AsyncIterator[bytes]:
        # the HTTP client hides what its body iterator raised, so the reason is kept here
        try:
            async for piece in self._pieces():
                yield piece
        except Problem as problem:
            self.problem = problem
            raise

    async def _pieces(self) -> AsyncIterator[bytes]:
        size, more = 0, True
        while more:
            message = await self._next()
            piece = message.get("body", b"")
            size += len(piece)
            if size > self.limit:
                raise self._too_large()
            more = message.get("more_body", False)
            if piece:
                yield piece

    async def _next(self) -> Message:
        try:
            async with asyncio.timeout(self._timeout):
                message = await self._receive()
        except TimeoutError as error:
            raise TooSlow(
                _("Nothing arrived for %(seconds)s s. Send the request again.", seconds=f"{self._timeout:g}")
            ) from error
        if message["type"] == "http.disconnect":
            raise ClientGone
        return message

    def _too_large(self) -> TooLarge:
        return TooLarge(
            _(
                "The body may have at most %(limit)s bytes. Send less, or in several requests.",
                limit=self.limit,
            )
        )


async def drain(receive: Receive) -> None:
    """Read on for a while, so that a client that is still sending gets the refusal and not a reset."""
    left = DRAINED
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body", False):
                    return


def _declared(headers: Headers) -> tuple[int | None, bool, bool]:
    length, chunked, multipart = None, False, False
    for name, value in headers:
        if name == b"content-length":
            if not value.isdigit():
                raise Malformed(_("Content-Length is not a number."))
            length = int(value)
        elif name == b"transfer-encoding":
            chunked = True
        elif name == b"content-type":
            multipart = value.lower().startswith(b"multipart/form-data")
    return length, chunked, multipart
