"""Route of the printed quote."""

from uuid import UUID

from chassis.http import Router
from chassis.work import Work
from kernel.papers import Paper, paper_route
from quotes import papers

router = Router(prefix="/api/quotes", tag="quotes")


@paper_route(router, "/specimen/pdf", permission="quotes.read")
async def print_specimen(work: Work) -> Paper:
    """A quote that nobody got as a PDF: what the company's papers look like now."""
    return await papers.specimen(work)


@paper_route(router, "/{quote_id}/pdf", permission="quotes.read")
async def print_quote(work: Work, quote_id: UUID) -> Paper:
    """The quote as a PDF; a draft says so across the page."""
    return await papers.quote(work, quote_id)
