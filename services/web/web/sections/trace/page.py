"""The page of a deal's trace, and of one of its events as it was published."""

import json

from fastapi import APIRouter
from starlette.responses import Response

from web.api import reporting
from web.deals.deal import state_of
from web.rendering import page
from web.sections.trace.picture import picture
from web.sections.trace.story import LANES
from web.visit import SignedIn

router = APIRouter()


@router.get("/trace/{document_id}")
async def show(visit: SignedIn, document_id: str) -> Response:
    """The deal that the document belongs to."""
    trace = await visit.api.get(reporting.read_trace(document_id))
    documents = [
        (visit.page_of(each["kind"], each["id"]), each) for each in trace["documents"] if each["number"]
    ]
    asked = next((each for _, each in documents if each["id"] == document_id), None)
    back = next(((href, each["number"]) for href, each in documents if each == asked and href), ("", ""))
    return page(
        visit,
        "sections/trace/deal.html",
        trace=trace,
        picture=picture(trace, visit.page_of),
        lanes=LANES,
        state_of=state_of,
        documents=documents,
        asked=asked,
        back=back,
        base=f"/trace/{document_id}",
    )


@router.get("/trace/{document_id}/events/{event_id}")
async def event(visit: SignedIn, document_id: str, event_id: str) -> Response:
    """One event with its whole body."""
    found = await visit.api.get(reporting.read_event(document_id, event_id))
    return page(
        visit,
        "sections/trace/event.html",
        event=found,
        raw=json.dumps(found["data"], indent=2, ensure_ascii=False),
        base=f"/trace/{document_id}",
    )
