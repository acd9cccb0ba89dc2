"""Wiring of crm."""

from fastapi import FastAPI

from chassis.service import Service
from contracts.crm import CONTACT_STATE, PARTY
from crm import api
from crm.commands import send_contacts
from crm.projections import project
from crm.reactions import react
from crm.settings import Settings
from kernel.access import COPIED


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "crm",
        settings or Settings(),
        directory=COPIED,
        owns=[PARTY, CONTACT_STATE],
        routers=api.routers,
        react=react,
        project=project,
        states=send_contacts,
    ).app
