"""A deal's documents around the one that is shown: where they are, and what the deal waits for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from web.visit import Visit

Row = Mapping[str, Any]
May = Callable[[str], bool]
NOTHING: dict[str, Any] = {"events": [], "documents": [], "why_not_yet": []}
PATHS = {
    "quote": "/quotes",
    "order": "/orders",
    "delivery-order": "/delivery-orders",
    "job-order": "/job-orders",
    "purchase-request": "/purchase-requests",
    "invoice": "/invoices",
}
SEES = {"quote": "quotes.read", "order": "orders.read", "invoice": "billing.read"}


@dataclass(frozen=True)
class Waits:
    """Why a deal goes no further now, who can move it, and where."""

    reason: str
    who: str
    since: str
    href: str
    bad: bool


async def trace_of(visit: Visit, document_id: str) -> dict[str, Any]:
    """The deal of a document; an empty one where this person sees none."""
    found = await visit.api.find(f"/api/trace/{document_id}") if visit.may("trace.read") else None
    return {**NOTHING, **(found or {})}


def page_of(document: Row, may: May) -> str:
    """Where a document of the trace is shown; empty where this person has no page of it."""
    kind = document["kind"]
    allowed = kind in PATHS and may(SEES.get(kind, "fulfillment.read"))
    return f"{PATHS[kind]}/{document['id']}" if allowed else ""


def related(document_id: str, documents: Sequence[Row], may: May) -> list[tuple[str, str, str]]:
    """Address, label and status of every other document of the deal that has a page for this person."""
    return [
        (page_of(each, may), each["number"], each["status"].replace("-", "_"))
        for each in documents
        if each["id"] != document_id and each["number"] and page_of(each, may)
    ]


def waits(trace: Row, may: May) -> list[Waits]:
    """Why nothing goes on, as the trace explains it."""
    places = {each["number"]: page_of(each, may) for each in trace["documents"] if each["number"]}
    return [
        Waits(each["reason"], each["waits_for"], each["since"], places.get(each["document"], ""),
              each["next_step"] == "OrderCleared" and each["waits_for"] == "accounting")
        for each in trace["why_not_yet"]
    ]  # fmt: skip
