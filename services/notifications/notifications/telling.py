"""Who is told of an event and in which words: pure, from an event and its document to rows of notices."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from chassis.inbound import Received
from contracts.billing import InvoiceIssued, PaymentReceived
from contracts.event import Event
from contracts.orders import OrderCancelled, OrderPerformed, OrderShipped, ShipDateMoved
from contracts.quotes import QUOTE
from contracts.telling import Tells, Whom

Row = dict[str, Any]
PRESSING = ("high", "urgent")


def person(id: UUID) -> str:
    """The audience that is one person."""
    return f"person:{id}"


def department(name: str) -> str:
    """The audience of a department's people."""
    return f"department:{name}"


def holders(permission: str) -> str:
    """The audience of those who hold a permission."""
    return f"permission:{permission}"


def notices_of(before: Row | None, document: Row, received: Received[Any]) -> list[Row]:
    """A row for each audience; the first that a person is told of an event is all that they are told."""
    rows: dict[str, Row] = {}
    if received.via != "import":
        for tells in received.event.told():
            if _is_news(tells, before, document):
                for audience in _audiences(tells, document, received.event):
                    rows.setdefault(audience, _row(tells, audience, document, received))
    return list(rows.values())


def _is_news(tells: Tells, before: Row | None, document: Row) -> bool:
    if not tells.changed:
        return True
    return before is not None and before["facts"].get(tells.changed) != document["facts"].get(tells.changed)


def _audiences(tells: Tells, document: Row, event: Event) -> Iterator[str]:
    for whom in tells.whom:
        yield from (person(id) for id in _people(whom, document, event) if id is not None)
    if Whom.DEPARTMENT in tells.whom and document["department"] and not document["assignee_id"]:
        yield department(document["department"])  # else the colleague who is named answers for it
    if tells.department:
        yield department(tells.department)
    if tells.holders:
        yield holders(tells.holders)


def _people(whom: Whom, document: Row, event: Any) -> Sequence[UUID | None]:
    match whom:
        case Whom.OWNER:
            return [document["owner_id"]]
        case Whom.ASSIGNEE:
            return [document["assignee_id"]]
        case Whom.OPENER:
            return [document["opened_by"]]
        case Whom.PARTICIPANTS:
            return list(document["participants"])
        case Whom.MENTIONED:
            return list(getattr(event, "mentioned", ()))
    return []


def _row(tells: Tells, audience: str, document: Row, received: Received[Any]) -> Row:
    return {
        "id": received.id,
        "audience": audience,
        "kind": tells.kind,
        "document_id": document["id"],
        "actor": received.actor,
        # a reaction carries the person who began it all, but credit is not what a seller decides
        "automatic": received.via.startswith(("reaction:", "timer:")),
        "words": _words(received.event, document),
        "time": received.time,
        "asks": tells.asks,
        "settled_at": None,
    }


def _words(event: Event, document: Row) -> Row:
    """What a sentence about it needs besides number, title and client."""
    facts = document["facts"]
    match event:
        case ShipDateMoved():
            return {"to": event.estimated_ship_date.isoformat(), "cause": event.cause}
        case OrderShipped() | OrderPerformed():
            return {"complete": event.complete}
        case OrderCancelled():
            return {"reason": event.reason}
        case InvoiceIssued() | PaymentReceived():
            order = {"order_id": facts.get("order_id"), "order_number": facts.get("order_number", "")}
            return _amount(facts) | order
    return _amount(facts) | _of_others(event, facts)


def _amount(facts: Row) -> Row:
    return {name: facts[name] for name in ("amount", "currency") if name in facts}


def _of_others(event: Event, facts: Row) -> Row:
    """For whom it is urgent, and when it is due."""
    if event.stream is QUOTE:
        return {}
    changed = any(tells.changed == "priority" for tells in event.tells)
    pressing = {"priority": facts["priority"]} if changed or facts.get("priority") in PRESSING else {}
    told = {name: facts[name] for name in ("due_on", "order_number") if facts.get(name)}
    return pressing | told
