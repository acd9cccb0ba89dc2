"""Two ways to start our own Python: forked from the preloaded parent, or as an interpreter of its own."""

import asyncio
import itertools
import json
import os
import socket
import sys
from collections.abc import Mapping
from typing import Any, Protocol

from saleswire.places import MARK, Place
from saleswire.private import OTHERS, open_log
from saleswire.processes import Handle, handle_of, spawn
from saleswire.target import Target

PATIENCE = 10.0  # seconds in which the preloaded parent must answer a request


class JobFailed(Exception):
    """A job ended with another exit code than 0, or was lost on the way."""


class Launcher(Protocol):
    """How the supervisor starts Python children."""

    async def launch(self, target: Target) -> Handle: ...
    async def complete(self, target: Target) -> None: ...


def environment(place: Place, extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """Our environment for a child, marked as belonging to this state folder."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", MARK: str(place.state), **(extra or {})}


class Interpreters:
    """Every child is a Python of its own: slow and large, easy to debug."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def command(self, target: Target) -> list[str]:
        """The request without its environment: a command line is for everyone to read."""
        return [sys.executable, "-m", "saleswire.target", json.dumps({**target.request(), "env": {}})]

    async def launch(self, target: Target) -> Handle:
        """Start the child and leave it running."""
        return spawn(self.command(target), target.log, environment(self.place, target.env))

    async def complete(self, target: Target) -> None:
        """Run the child to its end; raises JobFailed."""
        with open_log(target.log) as log:
            process = await asyncio.create_subprocess_exec(
                *self.command(target),
                stdout=log,
                stderr=log,
                env=environment(self.place, target.env),
                start_new_session=True,
                umask=OTHERS,
            )
        if code := await process.wait():
            raise JobFailed(f"{target.name} ended with {code}")


class Forks:
    """Children are forked from the preloaded parent, which is a component of its own."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.numbers = itertools.count(1)
        self.answers: dict[int, asyncio.Future[int]] = {}
        self.exits: dict[int, asyncio.Future[int]] = {}
        self.ready = asyncio.Event()
        self.answered = True
        self.writer: asyncio.StreamWriter | None = None
        self.listener: asyncio.Task[None] | None = None

    async def start(self) -> Handle:
        """Start the preloaded parent; a former one has ended."""
        self.forget("the preloaded parent was replaced")
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "saleswire.preloaded", str(theirs.fileno())]
        log = self.place.logs / "preloaded.log"
        parent = spawn(command, log, environment(self.place), keep=(theirs.fileno(),))
        theirs.close()
        reader, self.writer = await asyncio.open_connection(sock=ours)
        self.listener = asyncio.create_task(self.listen(reader))
        return parent

    async def is_ready(self) -> bool:
        """Whether the parent has imported everything."""
        return self.ready.is_set()

    async def is_alive(self) -> bool:
        """Whether the parent answered the last question; asks the next."""
        answered, self.answered = self.answered, False
        if self.writer:
            self.writer.write(b'{"ping": true}\n')
        return answered

    def forget(self, reason: str) -> None:
        """Fail whoever waits for a parent that is gone."""
        self.ready.clear()
        self.answered = True
        for waiting in (*self.answers.values(), *self.exits.values()):
            if not waiting.done():
                waiting.set_exception(JobFailed(reason))
                waiting.exception()  # nobody waits for the exit of a service
        self.answers.clear()
        self.exits.clear()
        if self.listener:
            self.listener.cancel()
        if self.writer:
            self.writer.close()
        self.writer = None

    async def listen(self, reader: asyncio.StreamReader) -> None:
        """Hand answers and exits to those who wait for them."""
        while line := await reader.readline():
            self.hear(json.loads(line))
        self.forget("the preloaded parent is gone")

    def hear(self, message: dict[str, Any]) -> None:
        """One line from the parent."""
        if message.get("ready"):
            self.ready.set()
        elif message.get("pong"):
            self.answered = True
        elif "request" in message:
            self.exits[message["pid"]] = asyncio.get_running_loop().create_future()
            if waiting := self.answers.pop(message["request"], None):
                waiting.set_result(message["pid"])
        elif ended := self.exits.pop(message["exited"], None):
            ended.set_result(message["code"])

    async def fork(self, target: Target) -> int:
        """Pid of a new child; raises JobFailed when the parent does not answer."""
        async with asyncio.timeout(60):
            await self.ready.wait()
        if self.writer is None:
            raise JobFailed("the preloaded parent is gone")
        number = next(self.numbers)
        self.answers[number] = asyncio.get_running_loop().create_future()
        self.writer.write(json.dumps({**target.request(), "request": number}).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            return await self.answers[number]

    async def launch(self, target: Target) -> Handle:
        """Fork a child and leave it running."""
        handle = handle_of(await self.fork(target))
        if not handle.born:
            raise JobFailed(f"{target.name} ended at once")
        return handle

    async def complete(self, target: Target) -> None:
        """Fork a child and wait for its end; raises JobFailed."""
        pid = await self.fork(target)
        if pid in self.exits and (code := await self.exits[pid]):
            raise JobFailed(f"{target.name} ended with {code}")
