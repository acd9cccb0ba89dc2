"""Wiring of billing."""

from fastapi import FastAPI

from billing import api, api_currencies, api_papers, api_payment_terms, api_tax_treatments
from billing.issuers import LANGUAGES
from billing.reactions import react
from billing.seed import first_start
from billing.settings import Settings
from chassis.service import Service
from contracts.billing import CREDIT, CURRENCY, INVOICE, PAYMENT_TERMS, TAX_TREATMENT
from kernel.access import COPIED
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import remembered


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service as an ASGI application; it starts and stops with the lifespan."""
    return Service(
        "billing",
        settings or Settings(),
        directory=COPIED,
        owns=[CREDIT, INVOICE, PAYMENT_TERMS, CURRENCY, TAX_TREATMENT],
        routers=[
            api.router,
            api_papers.router,
            api_payment_terms.router,
            api_currencies.router,
            api_tax_treatments.router,
        ],
        react=react,
        project=remembered(COLLEAGUES, COMPANY, LANGUAGES),
        on_start=first_start,
    ).app
