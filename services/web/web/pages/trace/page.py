"""The page of a deal's trace, and of one of its events as it was published."""

import json

from fastapi import APIRouter
from starlette.responses import Response

from web.pages.trace.picture import address, picture
from web.pages.trace.story import LANES
from web.rendering import page
from web.visit import SignedIn

router = APIRouter()


@router.get("/trace/{document_id}")
async def show(visit: SignedIn, document_id: str) -> Response:
    """The deal that the document belongs to."""
    trace = await visit.api.get(f"/api/trace/{document_id}")
    documents = [
        (address(each["kind"], each["id"], visit.may), each) for each in trace["documents"] if each["number"]
    ]
    asked = next((each for _, each in documents if each["id"] == document_id), None)
    back = next(((href, each["number"]) for href, each in documents if each == asked and href), ("", ""))
    return page(
        visit,
        "pages/trace/deal.html",
        trace=trace,
        picture=picture(trace, visit.may),
        lanes=LANES,
        documents=documents,
        asked=asked,
        back=back,
        base=f"/trace/{document_id}",
    )


@router.get("/trace/{document_id}/events/{event_id}")
async def event(visit: SignedIn, document_id: str, event_id: str) -> Response:
    """One event with its whole body."""
    found = await visit.api.get(f"/api/trace/{document_id}/events/{event_id}")
    return page(
        visit,
        "pages/trace/event.html",
        event=found,
        raw=json.dumps(found["data"], indent=2, ensure_ascii=False),
        base=f"/trace/{document_id}",
    )
