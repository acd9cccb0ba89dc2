"""Route of the printed quote."""

from uuid import UUID

from chassis.http import Router
from chassis.work import Work
from kernel.papers import Paper, paper_route
from quotes import papers

router = Router(prefix="/api/quotes", tag="quotes")


@paper_route(router, "/{quote_id}/pdf", permission="quotes.read")
async def print_quote(work: Work, quote_id: UUID) -> Paper:
    """The quote as a PDF; a draft says so across the page."""
    return await papers.quote(work, quote_id)
