"""Runs services: one in this process, or several on one loop for a small laptop.

Everything a service needs to know comes from environment variables, of the supervisor or of an operator.
"""

import asyncio
import contextlib
import importlib.util
import os
import signal
from collections.abc import Iterator, Mapping
from typing import Any

import uvicorn

from saleswire.listening import Impatient
from saleswire.places import HOST

GRACE = {"web": 2}  # seconds; open pages hold a stream that only we can end


def build(name: str) -> Any:
    """The ASGI application of a service, made from the environment as it is now."""
    own = importlib.util.find_spec(f"{name}.settings") is not None
    settings = importlib.import_module(f"{name}.settings" if own else "chassis.settings").Settings()
    return importlib.import_module(f"{name}.app").create_app(settings)


def configured(name: str, port: int, host: str = HOST) -> uvicorn.Config:
    """uvicorn as it is measured and run everywhere: uvloop, httptools, no access log."""
    return uvicorn.Config(
        build(name),
        host=host,
        port=port,
        loop="uvloop",
        http=Impatient,
        ws="none",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=GRACE.get(name, 5),
        server_header=False,
        proxy_headers=False,  # whom to believe about a client is ours to decide
    )


def run(name: str, port: int, host: str = HOST) -> int:
    """Serve one service until SIGTERM; exit code 0 after a clean end, 3 when it could not start."""
    server = uvicorn.Server(configured(name, port, host))
    server.run()
    return 0 if server.started else 3


class Quiet(uvicorn.Server):
    """A server among several on one loop: signals are handled once, for all of them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run_all(services: Mapping[str, Mapping[str, Any]]) -> int:
    """Serve several services in this process; each value holds its ``port`` and its ``env``."""
    servers = []
    for name, told in services.items():
        with told_by(told["env"]):
            servers.append(Quiet(configured(name, int(told["port"]))))
    with asyncio.Runner(loop_factory=uvloop_loop) as runner:
        runner.run(serve_together(servers))
    return 0


def uvloop_loop() -> asyncio.AbstractEventLoop:
    """A new uvloop."""
    import uvloop

    return uvloop.new_event_loop()


@contextlib.contextmanager
def told_by(variables: Mapping[str, str]) -> Iterator[None]:
    """The environment with these variables, only while one application is made."""
    before = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


async def serve_together(servers: list[Quiet]) -> None:
    """Run all servers until a signal or until one of them ends, which ends them all."""
    loop = asyncio.get_running_loop()

    def leave() -> None:
        for server in servers:
            server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    tasks = [asyncio.create_task(server.serve()) for server in servers]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    leave()
    await asyncio.gather(*tasks)
