"""Wiring of reporting."""

from fastapi import FastAPI

from chassis.service import Service
from reporting import api
from reporting.projections import project
from reporting.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service("reporting", settings or Settings(), routers=[api.reports, api.trace], project=project).app
