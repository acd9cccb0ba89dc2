"""Hear of SIGTERM before the server waits for its answers: a stream that nobody ends would never be one."""

import asyncio
import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any


def on_termination(tell: Callable[[], None]) -> None:
    """Call ``tell`` on this loop when the process is asked to end, beside what the server does about it."""
    if threading.current_thread() is not threading.main_thread():
        return
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        server = signal.getsignal(number)
        if callable(server) and server is not signal.default_int_handler:
            signal.signal(number, _both(loop, tell, server))


def _both(
    loop: asyncio.AbstractEventLoop, tell: Callable[[], None], server: Callable[[int, FrameType | None], Any]
) -> Callable[[int, FrameType | None], None]:
    def handle(number: int, frame: FrameType | None) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(tell)
        server(number, frame)

    return handle
