"""Wiring of orders."""

from fastapi import FastAPI

from chassis.service import Service
from contracts.orders import ORDER
from kernel.access import COPIED
from orders import api, api_papers
from orders.projections import project
from orders.reactions import react
from orders.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "orders",
        settings or Settings(),
        directory=COPIED,
        owns=[ORDER],
        routers=[api.router, api_papers.router],
        react=react,
        project=project,
    ).app
