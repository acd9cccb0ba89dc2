"""The preloaded parent: imports what every service needs once, then forks a child for each request.

Forked children share the imported pages, which is most of the memory of a small service. It holds
no thread and no event loop. Children do not need it and outlive it. When its supervisor is killed it ends
everything that still runs, so that nothing goes on that nobody watches.
"""

import asyncio
import contextlib
import gc
import importlib
import json
import os
import selectors
import signal
import socket
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

from saleswire.places import MARK, Place
from saleswire.private import open_log
from saleswire.target import run_target

IMPORTS = (
    "aiokafka",
    "alembic.command",
    "asyncpg",
    "contracts.messages",
    "fastapi",
    "faststream.kafka",
    "httptools",
    "joserfc.jwt",
    "pydantic_settings",
    "sqlalchemy.ext.asyncio",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "saleswire.listening",
    "uvicorn.protocols.http.httptools_impl",
    "uvloop",
    "chassis",
    "chassis.service",
    "kernel",
    "saleswire.serve",
)


class Preloaded:
    """The loop of the parent: requests come in as JSON lines, exits go out as JSON lines."""

    def __init__(self, link: socket.socket) -> None:
        self.link = link
        self.received = b""
        self.dismissed = False
        self.bell, self.rung = socket.socketpair()

    def run(self) -> bool:
        """Serve until dismissed; False when the supervisor vanished without a word."""
        self.listen_to_signals()
        self.send({"ready": True})
        with selectors.DefaultSelector() as selector:
            selector.register(self.link, selectors.EVENT_READ, self.take)
            selector.register(self.rung, selectors.EVENT_READ, self.reap)
            while not self.dismissed:
                for key, _ in selector.select():
                    if not key.data():
                        return False
        return True

    def listen_to_signals(self) -> None:
        """A child's end rings the bell; SIGTERM dismisses."""
        self.bell.setblocking(False)
        self.rung.setblocking(False)
        signal.set_wakeup_fd(self.bell.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, self.dismiss)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    def dismiss(self, _number: int, _frame: FrameType | None) -> None:
        """End at the next look."""
        self.dismissed = True

    def take(self) -> bool:
        """Read requests; False when the supervisor is gone."""
        try:
            more = self.link.recv(65536)
        except OSError:
            more = b""
        if not more:
            return False
        *lines, self.received = (self.received + more).split(b"\n")
        for line in lines:
            self.obey(json.loads(line))
        return True

    def obey(self, request: dict[str, Any]) -> None:
        """Fork a child, or answer that we are well."""
        if request.get("ping"):
            self.send({"pong": True})
            return
        pid = os.fork()
        if pid == 0:
            self.become(request)
        self.send({"request": request["request"], "pid": pid})

    def become(self, request: dict[str, Any]) -> None:
        """In the child: a session, signals, output and environment of its own, then the target."""
        no_more_signals()
        os.setsid()
        for opened in (self.link, self.bell, self.rung):
            opened.close()
        code = 1
        try:
            write_to(Path(request["log"]))
            code = run_target(request)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
        except BaseException:
            traceback.print_exc()
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def reap(self) -> bool:
        """Collect ended children and tell the supervisor."""
        with contextlib.suppress(BlockingIOError):
            self.rung.recv(4096)
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                self.send({"exited": found[0], "code": os.waitstatus_to_exitcode(found[1])})
        return True

    def send(self, message: dict[str, Any]) -> None:
        """One line to the supervisor; lost when it is gone, which the next read notices."""
        with contextlib.suppress(OSError):
            self.link.sendall(json.dumps(message).encode() + b"\n")


def no_more_signals() -> None:
    """From now on signals do what they do to any process."""
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def write_to(log: Path) -> None:
    """Send everything that this process prints to its own log file."""
    silence = os.open(os.devnull, os.O_RDONLY)
    os.dup2(silence, 0)
    with open_log(log) as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


def preload() -> None:
    """Import what all children need; one that cannot be imported is left to the child to complain about."""
    for name in IMPORTS:
        try:
            importlib.import_module(name)
        except Exception as error:
            print(f"preloaded: {name} is left out: {type(error).__name__}: {error}", flush=True)
    gc.collect()
    gc.freeze()  # the collector must not touch, and so copy, what is shared


def main() -> None:
    """`python -m saleswire.preloaded FD`: FD is the open link to the supervisor."""
    preload()
    if not Preloaded(socket.socket(fileno=int(sys.argv[1]))).run():
        end_all()


def end_all() -> None:
    """Do what the supervisor would have done at its end; SIGTERM leaves it to whoever sent that."""
    from saleswire.running import clear

    print("preloaded: the supervisor is gone, ending what it kept", flush=True)
    no_more_signals()
    asyncio.run(clear(Place(state=Path(os.environ[MARK]))))


if __name__ == "__main__":
    main()
