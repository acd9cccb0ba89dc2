"""Wiring of catalog."""

from fastapi import FastAPI

from catalog import api
from catalog.projections import project
from catalog.seed import first_start
from catalog.settings import Settings
from chassis.service import Service
from contracts.catalog import PRICE_LIST, PRODUCT, UNIT
from kernel.access import COPIED


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    settings = settings or Settings()
    return Service(
        "catalog",
        settings,
        directory=COPIED,
        owns=[PRODUCT, PRICE_LIST, UNIT],
        routers=api.routers(settings),
        project=project,
        on_start=first_start,
    ).app
