"""Wiring of identity."""

from fastapi import FastAPI

from chassis.service import Directory, Service
from contracts.identity import COMPANY, PERSON, PERSON_STATE, ROLE, TEAM, TERRITORY
from identity.api import routers
from identity.seed import first_start
from identity.settings import Settings
from identity.sign_in import SignIn
from identity.standing import standing
from identity.states import send_states


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    settings = settings or Settings()
    service = Service(
        "identity",
        settings,
        owns=[PERSON, TEAM, TERRITORY, ROLE, COMPANY, PERSON_STATE],
        routers=routers(),
        states=send_states,
        on_start=first_start,
        directory=Directory(standing),
    )
    service.app.state.sign_in = SignIn(settings, service.database)
    return service.app
