"""Wiring of billing."""

from fastapi import FastAPI

from billing import api, api_currencies, api_papers, api_payment_terms
from billing.reactions import react
from billing.seed import first_start
from billing.settings import Settings
from chassis.service import Service
from contracts.billing import CREDIT, CURRENCY, INVOICE, PAYMENT_TERMS


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "billing",
        settings or Settings(),
        owns=[CREDIT, INVOICE, PAYMENT_TERMS, CURRENCY],
        routers=[api.router, api_papers.router, api_payment_terms.router, api_currencies.router],
        react=react,
        on_start=first_start,
    ).app
