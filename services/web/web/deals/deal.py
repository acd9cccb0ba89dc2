"""A deal's documents around the one that is shown: where they are, and what the deal waits for."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass

from chassis.language import N_
from web.api import reporting
from web.visit import Visit

PageOf = Callable[[str, object], str]  # a document's page, by its kind and id; empty where a person has none
NOTHING: reporting.Trace = {
    "correlation_id": "",
    "documents": [],
    "events": [],
    "why_not_yet": [],
    "standing": [],
    "fresh_until": None,
}
# in lists nobody knows whether an order's goods are shipped or its services performed
FULFILLED = {
    "pending": N_("Placed"),
    "shipped": N_("Fulfilled"),
    "partially_shipped": N_("Partially fulfilled"),
}


@dataclass(frozen=True)
class Waits:
    """Why a deal goes no further now, who can move it, and where."""

    reason: str
    who: str
    since: str
    href: str
    bad: bool


async def trace_of(visit: Visit, document_id: str) -> reporting.Trace:
    """The deal of a document; an empty one where this person sees none."""
    found = await visit.api.find(reporting.read_trace(document_id)) if visit.may("trace.read") else None
    return found or NOTHING


def state_of(document: reporting.TraceDocument) -> str:
    """Where a document of the trace stands, as a key; the trace does not tell what an order consists of."""
    state = str(document["status"]).replace("-", "_")
    return state.replace("shipped", "fulfilled") if document["kind"] == "order" else state


def related(
    document_id: str, documents: Sequence[reporting.TraceDocument], page_of: PageOf
) -> list[tuple[str, str, str]]:
    """Address, label and status of every other document of the deal that has a page for this person."""
    return [
        (href, each["number"], state_of(each))
        for each in documents
        if each["id"] != document_id and each["number"] and (href := page_of(each["kind"], each["id"]))
    ]


def standing(trace: reporting.Trace, document_id: str, paged: Container[str]) -> list[reporting.Standstill]:
    """What stands still of this document, and what of the deal is of a kind without pages to say so."""
    return [
        each for each in trace["standing"] if each["document_id"] == document_id or each["kind"] not in paged
    ]


def waits(trace: reporting.Trace, page_of: PageOf) -> list[Waits]:
    """Why nothing goes on, as the trace explains it."""
    places = {
        each["number"]: page_of(each["kind"], each["id"]) for each in trace["documents"] if each["number"]
    }
    return [
        Waits(each["reason"], each["waits_for"], each["since"], places.get(each["document"], ""),
              each["next_step"] == "OrderCleared" and each["waits_for"] == "accounting")
        for each in trace["why_not_yet"]
    ]  # fmt: skip
