"""The pages, by area; each module has a router."""

from fastapi import APIRouter

from web.pages import (
    currencies,
    dashboard,
    fulfilment,
    invoices,
    notices,
    orders,
    parties,
    payment_terms,
    people,
    price_lists,
    products,
    quotes,
    reports,
    search,
    settings,
    tickets,
    trace,
)


def routers() -> list[APIRouter]:
    """All routers; they come before the lists, whose addresses are shorter."""
    return [
        trace.router,
        reports.router,
        notices.router,
        dashboard.router,
        settings.router,
        search.router,
        orders.router,
        fulfilment.router,
        quotes.router,
        parties.router,
        people.router,
        price_lists.router,
        products.router,
        tickets.router,
        invoices.router,
        currencies.router,
        payment_terms.router,
    ]
