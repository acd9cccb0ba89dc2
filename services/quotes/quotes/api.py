"""Routes of quotes: each translates and calls one command or one query."""

from typing import Annotated
from uuid import UUID

from fastapi import Path

from chassis.http import DOCUMENT, Router
from chassis.lists import listing
from chassis.work import Work
from quotes import commands, preview, queries
from quotes.models import Quote
from quotes.price_schemas import PriceQuote, QuotePrice
from quotes.schemas import Decline, DraftQuote, EditQuote, OnDay, QuoteView, Revise, RevisionView

router = Router(prefix="/api/quotes", tag="quotes")
Revision = Annotated[int, Path(ge=1, le=1_000_000)]

listing(router, "", spec=queries.QUOTES, permission="quotes.read")


@router.command("POST", "", permission="quotes.write", creates=True, status=201, takes=DOCUMENT)
async def draft_quote(work: Work, body: DraftQuote) -> QuoteView:
    """Draft a quote for a client, priced by the lists in force on its day."""
    return queries.view(work, await commands.draft_quote(work, body))


@router.question("/price", permission="quotes.write", takes=DOCUMENT)
async def price_quote(work: Work, body: PriceQuote) -> QuotePrice:
    """What a quote of these lines would come to; a line with a problem is told, the others are priced."""
    return await preview.price_quote(work, body)


@router.query("/{quote_id}", permission="quotes.read")
async def read_quote(work: Work, quote_id: UUID) -> QuoteView:
    """One quote as it stands."""
    return await queries.quote(work, quote_id)


@router.query("/{quote_id}/revisions", permission="quotes.read")
async def read_revisions(work: Work, quote_id: UUID) -> list[RevisionView]:
    """Earlier revisions, newest first."""
    return list(await queries.revisions(work, quote_id))


@router.query("/{quote_id}/revisions/{revision}", permission="quotes.read")
async def read_revision(work: Work, quote_id: UUID, revision: Revision) -> RevisionView:
    """One revision whole, an earlier one or the current one."""
    return await queries.revision(work, quote_id, revision)


@router.command(
    "PATCH", "/{quote_id}", permission="quotes.write", of=Quote, current=queries.quote, takes=DOCUMENT
)
async def edit_quote(work: Work, quote_id: UUID, body: EditQuote) -> QuoteView:
    """Change a draft."""
    return queries.view(work, await commands.edit_quote(work, quote_id, body))


@router.command("POST", "/{quote_id}/send", permission="quotes.write", of=Quote, current=queries.quote)
async def send_quote(work: Work, quote_id: UUID, body: OnDay) -> QuoteView:
    """Send the current revision to the client."""
    return queries.view(work, await commands.send_quote(work, quote_id, body))


@router.command(
    "POST", "/{quote_id}/revise", permission="quotes.write", of=Quote, current=queries.quote, takes=DOCUMENT
)
async def revise_quote(work: Work, quote_id: UUID, body: Revise) -> QuoteView:
    """Open a new revision of a sent quote; one that has ended is priced anew."""
    return queries.view(work, await commands.revise_quote(work, quote_id, body))


@router.command("POST", "/{quote_id}/accept", permission="quotes.decide", of=Quote, current=queries.quote)
async def accept_quote(work: Work, quote_id: UUID, body: OnDay) -> QuoteView:
    """Record that the client accepted; an order is drafted from it."""
    return queries.view(work, await commands.accept_quote(work, quote_id, body))


@router.command("POST", "/{quote_id}/decline", permission="quotes.decide", of=Quote, current=queries.quote)
async def decline_quote(work: Work, quote_id: UUID, body: Decline) -> QuoteView:
    """Record that the client declined, and why."""
    return queries.view(work, await commands.decline_quote(work, quote_id, body))
