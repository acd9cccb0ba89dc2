"""Wiring of the web client."""

from fastapi import FastAPI

from web import life, shell, sign_in
from web.errors import add_errors
from web.lists.routes import router_of as listing
from web.live import sse
from web.live.hub import Hub
from web.sections import SECTIONS
from web.settings import Settings
from web.statics import Statics
from web.visit import House


def create_app(settings: Settings | None = None) -> FastAPI:
    """The ASGI application; settings come from the environment unless given."""
    house = House(settings or Settings(), SECTIONS.sidebar())
    hub = Hub(house.gateway, house.settings, SECTIONS.figures)
    app = FastAPI(
        title="Saleswire web",
        openapi_url=None,
        lifespan=life.living(house, hub),
        middleware=life.layers(house),
    )
    app.state.house, app.state.hub = house, hub
    app.mount("/static", Statics())
    add_errors(app)
    own = (life.router, sign_in.router, sse.router, *shell.routers(SECTIONS.lists))
    sections = (section.router for section in SECTIONS.all)
    for router in (*own, *sections, listing(SECTIONS.lists)):
        app.include_router(router)
    return app
