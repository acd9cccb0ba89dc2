"""Wiring of billing."""

from fastapi import FastAPI

from billing import api, api_papers
from billing.reactions import react
from billing.settings import Settings
from chassis.service import Service
from contracts.billing import CREDIT, INVOICE


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "billing",
        settings or Settings(),
        owns=[CREDIT, INVOICE],
        routers=[api.router, api_papers.router],
        react=react,
    ).app
