"""Wiring of reporting."""

from fastapi import FastAPI

from chassis.inbound import joined
from chassis.service import Service
from kernel.access import COPIED
from reporting import api
from reporting.live import Live, ringing
from reporting.projections import project
from reporting.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    live = Live()
    service = Service(
        "reporting",
        settings or Settings(),
        directory=COPIED,
        routers=[api.reports, api.trace, api.search],
        project=joined(project, ringing(live)),
        on_start=live.begin,
    )
    service.app.state.live = live
    return service.app
