"""What notices are about, as its own events tell it: pure folding of one event into one row.

A field is taken over by its name, so that a new event needs no line here.
"""

from typing import Any
from uuid import UUID

from chassis.inbound import Received
from contracts.event import Event
from contracts.messages import events

Row = dict[str, Any]
EVENTS: tuple[type[Event], ...] = tuple(events().values())
STREAMS = {event.stream.name for event in EVENTS if event.tells}
ABOUT: tuple[type[Event], ...] = tuple(event for event in EVENTS if event.stream.name in STREAMS)
DEALS = {event.stream.name for event in EVENTS if event.step is not None}  # documents in somebody's trace
READ_BY = {event.stream.name: event.stream.read_by for event in ABOUT}
PRICED = {event.stream.name: event.stream.opens for event in ABOUT if event.stream.shown}  # who reads amounts
TITLES = ("subject", "product_name")
PEOPLE = ("owner_id", "opened_by", "assignee_id", "department")
FACTS = ("order_id", "order_number", "priority", "due_on", "status")


def fold(document: Row | None, received: Received[Any]) -> Row:
    """The document after the event."""
    event = received.event
    before = document or _new(received)
    body = event.model_dump(mode="json", include={*FACTS, "number", *TITLES})
    title = next((body[name] for name in TITLES if body.get(name)), before["title"])
    people = {name: getattr(event, name) for name in PEOPLE if name in type(event).model_fields}
    return (
        before
        | people
        | {
            "version": received.sequence,
            "number": body.get("number") or before["number"],
            "title": title,
            "client_id": _party(event) or before["client_id"],
            "participants": _participants(event, before["participants"]),
            "facts": before["facts"] | {name: body[name] for name in FACTS if name in body} | _amount(event),
        }
    )


def _party(event: Any) -> UUID | None:
    client = getattr(event, "client", None)
    return None if client is None else client.id


def _participants(event: Any, before: list[UUID]) -> list[UUID]:
    """Who wrote in it, or was called into it."""
    came = {getattr(event, "author_id", None), *getattr(event, "mentioned", ())} - {None}
    return sorted({*before, *came})


def _amount(event: Any) -> Row:
    totals = getattr(event, "totals", None)
    return {} if totals is None else {"amount": str(totals.gross), "currency": totals.currency}


def _new(received: Received[Any]) -> Row:
    kind = received.event.stream.name
    correlation = received.correlation_id or received.aggregate_id
    return {
        "id": received.aggregate_id,
        "kind": kind,
        "thread_id": correlation if kind in DEALS else received.aggregate_id,
        "correlation_id": correlation,
        "number": "",
        "title": "",
        "client_id": None,
        "owner_id": None,
        "opened_by": None,
        "assignee_id": None,
        "department": None,
        "participants": [],
        "facts": {},
    }
