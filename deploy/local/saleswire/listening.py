"""How a connection begins: uvicorn waits for a request's head for ever and takes one of any size; we do not.

A body has its own limits in the gateway and in every service.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

REFUSAL = b"HTTP/1.1 %s\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Impatient(HttpToolsProtocol):
    """Gives a client this many seconds and bytes for the request line and the headers, all in all."""

    HEAD_SECONDS = 15.0
    LARGEST_HEAD = 64 * 1024

    _waiting: asyncio.TimerHandle | None = None
    _head_bytes = 0

    def connection_made(self, transport: Any) -> None:
        """A head is due from now on."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is due any more."""
        self._head_is_there()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The head of the next request has begun."""
        super().on_message_begin()
        self._head_is_there()
        self._await_head()

    def on_headers_complete(self) -> None:
        """The head has come to its end."""
        self._head_is_there()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Read on unless the head has become too long."""
        super().data_received(data)
        if self._waiting is not None:
            self._head_bytes += len(data)
            if self._head_bytes > self.LARGEST_HEAD:
                self._refuse(b"431 Request Header Fields Too Large")

    def _await_head(self) -> None:
        self._head_bytes = 0
        self._waiting = self.loop.call_later(self.HEAD_SECONDS, self._refuse, b"408 Request Timeout")

    def _head_is_there(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _refuse(self, status: bytes) -> None:
        self._head_is_there()
        if not self.transport.is_closing():
            self.transport.write(REFUSAL % status)
            self.transport.close()
