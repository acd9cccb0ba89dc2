"""Passing a request on to its service and the answer back, unbuffered where it is long or live.

Nothing is sent twice unless the service certainly has not seen it: only a refused connection is
tried again, once.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Iterable
from typing import Any

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientResponse,
    ClientTimeout,
    ConnectionTimeoutError,
    ServerTimeoutError,
)
from multidict import CIMultiDict
from yarl import URL

from chassis.errors import Busy, Malformed, Problem
from chassis.http import FORWARDED_FOR, PROOF, proof
from chassis.language import N_, _
from gateway.asgi import Headers, Receive, Scope
from gateway.headers import Marks, Origin, Reply, public_location, sent_on
from gateway.request_bodies import Body
from gateway.settings import Settings
from gateway.upstreams import Upstreams

log = logging.getLogger("gateway.forwarding")
READ_WHOLE = 256 * 1024  # an answer of a known length up to here goes back in one piece
LONGEST_QUERY = 8 * 1024
PAUSE = 0.1  # seconds before a refused connection is tried again
LIVE = "text/event-stream"
NOT_OURS = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")
Data = bytes | AsyncIterator[bytes] | None


class Unavailable(Busy):
    """The service cannot be reached, or broke off."""

    slug, title = "service-unavailable", N_("The service does not answer right now")


class Late(Problem):
    """The service took the request and did not answer in time."""

    status, slug, title = 504, "service-timeout", N_("The service did not answer in time")


class Forwarding:
    """Forwards over the pool; one instance for all requests."""

    def __init__(self, settings: Settings, upstreams: Upstreams) -> None:
        self._settings = settings
        self._upstreams = upstreams
        self._plain = self._timeout(settings.read_timeout)
        self._live = self._timeout(settings.stream_timeout)
        self._leaving = asyncio.Event()

    def leave(self) -> None:
        """The process ends: so do event streams, whose readers come again; other answers are finished."""
        self._leaving.set()

    def _timeout(self, silence: float) -> ClientTimeout:
        connect = self._settings.connect_timeout
        return ClientTimeout(total=None, connect=connect + 4, sock_connect=connect, sock_read=silence)

    async def forward(self, service: str, scope: Scope, receive: Receive, reply: Reply, marks: Marks) -> None:
        """Answer from the service.

        Raises a Problem (413, 503, 504 …) as long as nothing was sent back; once the answer has begun,
        a failure of the service cuts the connection so that the client sees it is incomplete.
        """
        url = self._url(service, scope)
        body = Body(scope["headers"], receive, self._settings)
        origin = Origin.of(scope["headers"], scope["scheme"], self._settings.public_origin)
        headers = sent_on(scope["headers"], marks, self._client(scope), origin)
        response = await self._request(service, scope["method"], url, headers, body)
        try:
            await self._back(service, response, receive, reply)
        finally:
            response.release()

    def _client(self, scope: Scope) -> dict[str, str]:
        address, secret = scope["client"][0], self._settings.gateway_secret.get_secret_value()
        return {FORWARDED_FOR: address} | ({PROOF: proof(secret, address)} if secret else {})

    def _url(self, service: str, scope: Scope) -> URL:
        query = scope["query_string"]
        if not query.isascii() or len(query) > LONGEST_QUERY:
            raise Malformed(
                _(
                    "The query must be percent-encoded and at most %(most)s bytes long.",
                    most=LONGEST_QUERY,
                )
            )
        target = self._upstreams.origins[service] + scope["raw_path"].decode("ascii")
        return URL(f"{target}?{query.decode()}" if query else target, encoded=True)

    async def _request(
        self, service: str, method: str, url: URL, headers: CIMultiDict[str], body: Body
    ) -> ClientResponse:
        data = await body.data()
        try:
            return await self._send(method, url, headers, data)
        except (ConnectionTimeoutError, ClientConnectorError) as error:
            raise _unavailable(service) from error
        except (ServerTimeoutError, TimeoutError) as error:
            raise _late(service) from error
        except (ClientError, OSError) as error:
            raise body.problem or _unavailable(service, begun=True) from error

    async def _send(self, method: str, url: URL, headers: CIMultiDict[str], data: Data) -> ClientResponse:
        try:
            return await self._once(method, url, headers, data)
        except ClientConnectorError:
            if not isinstance(data, bytes | None):
                raise
            await asyncio.sleep(PAUSE)
            return await self._once(method, url, headers, data)

    async def _once(self, method: str, url: URL, headers: CIMultiDict[str], data: Data) -> ClientResponse:
        live = LIVE in headers.get("Accept", "")
        session = self._upstreams.streams if live else self._upstreams.session
        return await session.request(
            method,
            url,
            headers=headers,
            data=data,
            allow_redirects=False,
            skip_auto_headers=NOT_OURS,
            timeout=self._live if live else self._plain,
        )

    async def _back(self, service: str, response: ClientResponse, receive: Receive, reply: Reply) -> None:
        start = {
            "type": "http.response.start",
            "status": response.status,
            "headers": self._public(response.raw_headers),
        }
        length = response.content_length
        bodiless = response.method == "HEAD" or response.status in (204, 304)
        if bodiless or (length is not None and length <= READ_WHOLE):
            content = await _whole(service, response)
            await reply(start)
            await reply({"type": "http.response.body", "body": content})
        else:
            await reply(start)
            ends: list[Coroutine[Any, Any, Any]] = [_disconnected(receive)]
            if response.content_type == LIVE:
                ends.append(self._leaving.wait())
            if not await _until_one(_pieces(response, reply), ends) and self._leaving.is_set():
                await reply({"type": "http.response.body", "body": b""})

    def _public(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        inside = self._upstreams.hosts
        return [
            (name, public_location(value, inside) if name.lower() == b"location" else value)
            for name, value in headers
        ]


async def _whole(service: str, response: ClientResponse) -> bytes:
    try:
        return await response.read()
    except (ServerTimeoutError, TimeoutError) as error:
        raise _late(service) from error
    except (ClientError, OSError) as error:
        raise _unavailable(service, begun=True) from error


async def _pieces(response: ClientResponse, reply: Reply) -> None:
    async for piece in response.content.iter_any():
        await reply({"type": "http.response.body", "body": piece, "more_body": True})
    await reply({"type": "http.response.body", "body": b""})


async def _until_one(pump: Coroutine[Any, Any, None], ends: list[Coroutine[Any, Any, Any]]) -> bool:
    """Send until it is all sent, which is True, or until one of the ends comes.

    A silent stream would never notice by itself that its reader has gone.
    """
    sending = asyncio.create_task(pump)
    ending = [asyncio.create_task(end) for end in ends]
    try:
        await asyncio.wait({sending, *ending}, return_when=asyncio.FIRST_COMPLETED)
        if sending.done():
            sending.result()
            return True
    except (ClientError, OSError) as error:
        log.warning("An answer was cut off because its service broke off: %r", error)
        return True
    finally:
        for task in (sending, *ending):
            task.cancel()
        await asyncio.gather(sending, *ending, return_exceptions=True)
    return False


async def _disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _unavailable(service: str, *, begun: bool = False) -> Unavailable:
    wrong = _("The service %(service)s is not reachable.", service=service)
    advice = (
        _("It may have been done: repeat it with the same Idempotency-Key.") if begun else _("Try again.")
    )
    return Unavailable(f"{wrong} {advice}", retry_after=1, service=service)


def _late(service: str) -> Late:
    return Late(
        _(
            "The service %(service)s did not answer in time. It may still do it: repeat it with the same "
            "Idempotency-Key, or read whether it was done.",
            service=service,
        ),
        service=service,
    )
