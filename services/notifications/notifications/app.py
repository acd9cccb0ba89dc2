"""Wiring of notifications."""

from fastapi import FastAPI

from chassis.inbound import joined
from chassis.service import Service
from kernel.access import COPIED
from notifications import api
from notifications.live import Live, ringing
from notifications.projections import project
from notifications.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    live = Live()
    service = Service(
        "notifications",
        settings or Settings(),
        directory=COPIED,
        routers=[api.router],
        project=joined(project, ringing(live)),
        on_start=live.begin,
    )
    service.app.state.live = live
    return service.app
