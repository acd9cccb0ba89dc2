"""Wiring of crm."""

from fastapi import FastAPI

from chassis.service import Service
from contracts.crm import CONTACT_STATE, PARTY
from crm import api
from crm.commands import send_contacts
from crm.reactions import react
from crm.settings import Settings
from kernel.payment_terms import PAYMENT_TERMS


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "crm",
        settings or Settings(),
        owns=[PARTY, CONTACT_STATE],
        routers=api.routers,
        react=react,
        project=PAYMENT_TERMS.projections,
        states=send_contacts,
    ).app
