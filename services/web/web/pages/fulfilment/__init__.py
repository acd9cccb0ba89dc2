"""Pages of fulfilment: what leaves the house, what is made and bought for it, stock and units."""

from fastapi import APIRouter

from web.pages.fulfilment import deliveries, dispatching, shipments, stock, supply, units

router = APIRouter()
for part in (deliveries, dispatching, shipments, supply, stock, units):
    router.include_router(part.router)
