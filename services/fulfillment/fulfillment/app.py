"""Wiring of fulfillment."""

from fastapi import FastAPI

from chassis.service import Service
from contracts.fulfillment import (
    DELIVERY_ORDER,
    JOB_ORDER,
    PURCHASE_REQUEST,
    RESERVATION,
    SERVICE_ORDER,
    STOCK_ITEM,
)
from fulfillment import api, api_papers
from fulfillment.projections import project
from fulfillment.reactions import react
from fulfillment.settings import Settings
from kernel.access import COPIED


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "fulfillment",
        settings or Settings(),
        directory=COPIED,
        owns=[STOCK_ITEM, RESERVATION, JOB_ORDER, PURCHASE_REQUEST, DELIVERY_ORDER, SERVICE_ORDER],
        routers=[api.router, api_papers.router],
        react=react,
        project=project,
    ).app
