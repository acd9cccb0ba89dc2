"""The page of a product's stock: what lies here, what is promised, what comes, and goods received."""

import asyncio
from typing import Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from chassis.language import _
from web.api import catalog, fulfillment
from web.forms import Sent
from web.gateway import ApiProblem
from web.rendering import page
from web.visit import SignedIn, Visit

router = APIRouter()


@router.get("/stock/{product_id}")
async def show(visit: SignedIn, product_id: str) -> Response:
    """Units of a product."""
    return await _show(visit, product_id)


@router.post("/stock/{product_id}/receive")
async def receive(visit: SignedIn, product_id: str, form: Sent) -> Response:
    """Units came in; lines that wait for them get them in the order of release."""
    body = {"quantity": form.text("quantity").replace(",", "."), "reference": form.text("reference")}
    try:
        found = (await visit.api.send(fulfillment.receive_stock(product_id), body, key=form.key)).body
    except ApiProblem as problem:
        return await _show(visit, product_id, problem, form.shown())
    visit.say(
        _(
            "%(value)s %(unit)s of %(number)s are in.",
            value=form.text("quantity"),
            unit=found["unit"],
            number=found["number"],
        )
    )
    return RedirectResponse(f"/stock/{product_id}", 303)


async def _show(visit: Visit, product_id: str, problem: ApiProblem | None = None,
                values: dict[str, Any] | None = None) -> Response:  # fmt: skip
    asked = {"product_id": product_id, "limit": 50}
    api = visit.api
    found, jobs, purchases, units, waiting = await asyncio.gather(
        api.find(fulfillment.read_stock(product_id)),
        api.find(fulfillment.list_job_orders(), asked | {"status": "open"}),
        api.find(fulfillment.list_purchase_requests(), asked | {"status": "open"}),
        api.find(fulfillment.list_units(), asked | {"limit": 10}),
        api.find(fulfillment.read_promised(product_id)),
    )
    coming = [(path, row) for path, page_of_rows in (("/job-orders", jobs), ("/purchase-requests", purchases))
              for row in (page_of_rows["items"] if page_of_rows else [])]  # fmt: skip
    return page(
        visit,
        "sections/fulfillment/stock.html",
        status=problem.status if problem else 200,
        item=found or await _unseen(visit, product_id),
        lines=waiting or [],
        coming=coming,
        units=units["items"] if units else [],
        problem=problem,
        values=values or {},
    )


async def _unseen(visit: Visit, product_id: str) -> fulfillment.StockView:
    """A product that never lay here; raises ApiProblem when there is no such product."""
    found = await visit.api.find(
        catalog.list_products(), {"id": product_id, "cols": "id,number,name,kind,supply,unit"}
    )
    if not (found and found["items"]):
        raise ApiProblem(404, {"title": _("There is nothing here")})
    product = found["items"][0]
    return {
        "id": product["id"],
        "version": 0,
        "number": product["number"],
        "name": product["name"],
        "kind": product["kind"],
        "supply": product["supply"],
        "unit": product["unit"],
        "on_hand": "0",
        "reserved": "0",
        "available": "0",
        "waiting": "0",
    }
