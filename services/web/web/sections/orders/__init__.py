"""Pages of sales orders: where one stands, its entry, changes to it, and its papers."""

from fastapi import APIRouter

from web.sections.orders import changes, detail, documents, editing, entry, notes

router = APIRouter()
for part in (entry, documents, editing, changes, notes, detail):
    router.include_router(part.router)
