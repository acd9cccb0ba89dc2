"""Wiring of the web client."""

from fastapi import FastAPI

from web import life, sign_in
from web.errors import add_errors
from web.lists.routes import router as lists
from web.live import sse
from web.live.hall import Hall
from web.pages import routers
from web.pages.dashboard import figures
from web.settings import Settings
from web.statics import Statics
from web.visit import House


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application; settings come from the environment unless given."""
    house = House(settings or Settings())
    hall = Hall(house.gateway, house.settings, figures)
    app = FastAPI(
        title="Saleswire web",
        openapi_url=None,
        lifespan=life.living(house, hall),
        middleware=life.layers(house),
    )
    app.state.house, app.state.hall = house, hall
    app.mount("/static", Statics())
    add_errors(app)
    for router in (life.router, sign_in.router, sse.router, *routers(), lists):
        app.include_router(router)
    return app
