"""What lives as long as the process: connections to the gateway, the live streams."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse

from chassis.http import Head
from web.errors import Unforeseen
from web.live.hub import Hub
from web.security import Guard
from web.visit import House, Visits

router = APIRouter()


def living(house: House, hub: Hub) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Begins and ends with the process."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        hub.begin()
        yield
        await hub.close()
        await house.gateway.close()

    return life


def layers(house: House) -> list[Middleware]:
    """What every request passes, the outermost first."""
    return [
        Middleware(Head),
        Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
        Middleware(Guard, settings=house.settings),
        Middleware(Visits, house=house),
        Middleware(Unforeseen),
    ]


@router.get("/livez")
@router.get("/readyz")
async def well() -> PlainTextResponse:
    """We keep nothing: who answers is well."""
    return PlainTextResponse("ok")
