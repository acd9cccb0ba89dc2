"""Route of the printed order confirmation."""

from uuid import UUID

from chassis.http import Router
from chassis.work import Work
from kernel.papers import Paper, paper_route
from orders import papers

router = Router(prefix="/api/orders", tag="orders")


@paper_route(router, "/{order_id}/pdf", permission="orders.prices")
async def print_order(work: Work, order_id: UUID) -> Paper:
    """The order confirmation as a PDF; a draft says so across the page."""
    return await papers.confirmation(work, order_id)
