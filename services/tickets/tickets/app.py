"""Wiring of tickets."""

from fastapi import FastAPI

from chassis.service import Service
from contracts.tickets import TICKET
from kernel.access import COPIED
from tickets import api
from tickets.projections import project
from tickets.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "tickets",
        settings or Settings(),
        directory=COPIED,
        owns=[TICKET],
        routers=[api.router],
        project=project,
    ).app
