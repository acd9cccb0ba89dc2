"""Two revisions of a quote side by side."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from web.api import quotes
from web.rendering import page
from web.sections.quotes.differences import CELL_LABELS, field_changes, line_changes, total_changes
from web.visit import SignedIn

router = APIRouter()


@router.get("/quotes/{quote_id}/compare")
async def compare(
    visit: SignedIn,
    quote_id: str,
    earlier: Annotated[int | None, Query(alias="from", ge=1, le=1_000_000)] = None,
    later: Annotated[int | None, Query(alias="to", ge=1, le=1_000_000)] = None,
) -> Response:
    """What changed between two revisions; the last two when none are named."""
    quote = await visit.api.get(quotes.read_quote(quote_id))
    right = later or quote["revision"]
    left = earlier or max(1, right - 1)
    was, now = await asyncio.gather(
        visit.api.get(quotes.read_revision(quote_id, str(left))),
        visit.api.get(quotes.read_revision(quote_id, str(right))),
    )
    before, after = was["content"], now["content"]
    return page(
        visit,
        "sections/quotes/compare.html",
        quote=quote,
        base=f"/quotes/{quote_id}",
        left=was,
        right=now,
        lines=line_changes(before["lines"], after["lines"], after["totals"]["currency"]),
        fields=field_changes(before, after),
        totals=total_changes(before, after),
        labels=CELL_LABELS,
    )
