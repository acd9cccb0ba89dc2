"""Two web processes for one company, and a door before them that sends each request to the other one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import cycle
from typing import Any

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from chassis.testing import until
from saleswire.passwords import password
from saleswire.places import HOST, free_ports
from saleswire.serve import Quiet
from web.app import create_app
from web.settings import Settings

OWN = {"connection", "keep-alive", "transfer-encoding", "date", "server"}  # of each hop
METHODS = ["GET", "POST"]


class Replica:
    """One web server of ours that can be ended in the middle of everything."""

    def __init__(self, app: Any, port: int) -> None:
        config = uvicorn.Config(app, host=HOST, port=port, log_level="error", timeout_graceful_shutdown=1)
        self.server = Quiet(config)
        self.origin = f"http://{HOST}:{port}"
        self.work = asyncio.create_task(self.server.serve())

    async def end(self) -> None:
        """As a rolling restart ends it."""
        self.server.should_exit = True
        await self.work


class Door:
    """A reverse proxy that knows no person: round robin, and on to the next when one is away."""

    def __init__(self, replicas: list[Replica], gateway: str) -> None:
        self.replicas, self.turns, self.gateway = replicas, cycle(replicas), gateway
        self.served: list[tuple[str, str]] = []  # path, and who answered
        self.client = httpx2.AsyncClient(timeout=60, trust_env=False)
        self.app = Starlette(routes=[Route("/{path:path}", self.pass_on, methods=METHODS)])

    async def pass_on(self, request: Request) -> Response:
        """The request to whose turn it is; its answer as it comes."""
        api = request.url.path.startswith("/api/")
        for _ in self.replicas:
            origin = self.gateway if api else next(self.turns).origin
            try:
                answer = await self.asked(request, origin)
            except httpx2.ConnectError:
                continue
            self.served.append((request.url.path, origin))
            return passed(answer)
        return Response(status_code=502)

    async def asked(self, request: Request, origin: str) -> httpx2.Response:
        """What one of them answers, as far as its head."""
        url = origin + request.url.path + (f"?{request.url.query}" if request.url.query else "")
        asked = self.client.build_request(
            request.method, url, headers=request.headers.raw, content=await request.body()
        )
        return await self.client.send(asked, stream=True)


def passed(answer: httpx2.Response) -> Response:
    """The answer, byte for byte."""
    response = StreamingResponse(
        answer.aiter_raw(), answer.status_code, background=BackgroundTask(answer.aclose)
    )
    response.raw_headers = [
        (name, value) for name, value in answer.headers.raw if name.decode().lower() not in OWN
    ]
    return response


@asynccontextmanager
async def two_replicas(company: Any) -> AsyncIterator[tuple[Door, Replica]]:
    """The door before two replicas, and where it is."""
    ports = free_ports("door", "one", "other")
    told = {
        "gateway_url": company.origin,
        "public_origin": company.origin,  # where people come back to after signing in
        "web_secret": password(company.place.state, "web"),
    }
    async with AsyncExitStack() as exits:
        replicas = [Replica(create_app(Settings(**told)), ports[name]) for name in ("one", "other")]
        door = Door(replicas, company.origin)
        entrance = Replica(door.app, ports["door"])
        for each in (*replicas, entrance):
            exits.push_async_callback(each.end)
        exits.push_async_callback(door.client.aclose)
        await until(lambda: all_started([*replicas, entrance]))
        yield door, entrance


async def all_started(servers: list[Replica]) -> bool:
    """Whether all of them listen."""
    return all(each.server.started for each in servers)
