"""Devices, options and services: their page, their approvals, making and changing them, their documents."""

from fastapi import APIRouter

from web.sections.products.kinds import KINDS
from web.sections.products.routes import Pages, any_product, new_product

router = APIRouter()
for _kind in KINDS:
    Pages(_kind).add(router)
router.get("/products/new")(new_product)
router.get("/products/{product_id}")(any_product)
