"""The pages, by area; each module has a router."""

from fastapi import APIRouter

from web.pages import dashboard, fulfilment, invoices, orders, parties, products, quotes, search, settings


def routers() -> list[APIRouter]:
    """All routers; they come before the lists, whose addresses are shorter."""
    return [dashboard.router, settings.router, search.router, orders.router, fulfilment.router, quotes.router, parties.router, products.router, invoices.router]
