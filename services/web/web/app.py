"""Wiring of the web client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse

from web import sign_in
from web.errors import add_errors
from web.lists.routes import router as lists
from web.live import sse
from web.live.hall import Hall
from web.pages import routers
from web.pages.dashboard import figures
from web.security import Guard
from web.settings import Settings
from web.statics import Statics
from web.visit import House, Visits


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application; settings come from the environment unless given."""
    settings = settings or Settings()
    house = House(settings)
    hall = Hall(house.gateway, settings, figures)

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        hall.begin()
        yield
        await hall.close()
        await house.gateway.close()

    app = FastAPI(
        title="Saleswire web",
        openapi_url=None,
        lifespan=life,
        middleware=[
            Middleware(GZipMiddleware, minimum_size=1024, compresslevel=5),
            Middleware(Guard, settings=settings),
            Middleware(Visits, house=house),
        ],
    )
    app.state.house, app.state.hall = house, hall
    app.mount("/static", Statics())
    add_errors(app)
    for path in ("/livez", "/readyz"):
        app.add_api_route(path, _well)
    for router in (sign_in.router, sse.router, *routers(), lists):
        app.include_router(router)
    return app


async def _well() -> PlainTextResponse:
    """We keep nothing: who answers is well."""
    return PlainTextResponse("ok")
