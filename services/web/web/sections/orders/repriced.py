"""An old draft is to be placed, but prices have changed: both sides, to be accepted or not."""

from starlette.responses import Response

from web.api import orders
from web.gateway import ApiProblem
from web.rendering import page
from web.visit import Visit


def is_told(problem: ApiProblem) -> bool:
    """Whether an order was not placed because its prices changed."""
    return str(problem.body.get("type", "")).endswith(":prices-changed")


def comparison(visit: Visit, order: orders.OrderView, problem: ApiProblem) -> Response:
    """What changes, line by line; the new total goes back with the answer."""
    return page(visit, "sections/orders/repriced.html", status=409, order=order, told=problem.body)
