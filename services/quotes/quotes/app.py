"""Wiring of quotes."""

from fastapi import FastAPI

from chassis.service import Service
from contracts.quotes import QUOTE
from kernel.access import COPIED
from quotes import api, api_papers
from quotes.projections import project
from quotes.reactions import react
from quotes.settings import Settings
from quotes.timers import timers


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "quotes",
        settings or Settings(),
        directory=COPIED,
        owns=[QUOTE],
        routers=[api.router, api_papers.router],
        react=react,
        project=project,
        timers=timers,
    ).app
