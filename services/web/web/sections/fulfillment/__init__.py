"""Pages of fulfillment: what leaves the house, what is made, bought and performed, stock and units."""

from fastapi import APIRouter

from web.sections.fulfillment import deliveries, dispatching, performing, shipments, stock, supply, units

router = APIRouter()
for part in (deliveries, dispatching, performing, shipments, supply, stock, units):
    router.include_router(part.router)
