"""The price of a product on another day, for a quantity, in another currency."""

from typing import Any

from web.api import catalog
from web.gateway import ApiProblem
from web.sections.products.kinds import Product
from web.visit import Visit

ASKED = ("on", "quantity", "currency")


async def asked_price(visit: Visit, product: Product) -> dict[str, Any]:
    """The answer to what stands in the address, or why there is none."""
    given = visit.request.query_params
    asked = {name: given[name].strip() for name in ASKED if given.get(name, "").strip()}
    shown: dict[str, Any] = {"asked": asked, "answer": None, "unanswered": None}
    if not asked:
        return shown
    asked = asked | ({"quantity": asked["quantity"].replace(",", ".")} if "quantity" in asked else {})
    try:
        shown["answer"] = await visit.api.get(catalog.read_price(), asked | {"product_id": product["id"]})
    except ApiProblem as problem:
        if problem.status not in (400, 404, 422):
            raise
        shown["unanswered"] = problem
    return shown
