"""Reading a deal's trace, from the id of any of its documents."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Select, Text, cast, func, or_, select, text
from sqlalchemy.dialects.postgresql import JSONB

from chassis.errors import NotFound
from chassis.http import closed_to, emptied, shown
from chassis.language import _
from chassis.work import Work
from contracts.messages import streams
from contracts.steps import Stage
from kernel.access import person_names
from reporting.deals import EVENTS
from reporting.explain import why_not_yet
from reporting.models import deal_document, deal_event, freshness
from reporting.schemas import Trace, TraceDocument, TraceEvent, WaitingView, WholeEvent
from reporting.standstills import of_deal

Row = dict[str, Any]
KNOWN = {event.type: event for event in EVENTS}
LONG = ["decisions", "exposure", "lines"]  # what the events of a whole deal are shown without
AMOUNTS = {"open_amount", "totals"}  # what is owed is for those who read what customers pay
SHORT = [
    deal_event.c.body.op("-")(cast(LONG, ARRAY(Text))).cast(JSONB).label("body")
    if column.name == "body"
    else column
    for column in deal_event.c
]


async def trace(work: Work, document_id: UUID) -> Trace:
    """The whole deal that the document belongs to; raises NotFound when unknown or out of reach."""
    deal = await _deal_of(work, document_id)
    documents = await _documents(work, deal)
    await _reach(work, documents)
    found = select(*SHORT).where(deal_event.c.correlation_id == deal)
    rows = await work.execute(found.order_by(deal_event.c.time, deal_event.c.id))
    events = [dict(row) for row in rows.mappings()]
    names = await person_names(work, {event["actor"] for event in events})
    opened = await _opened(work, documents)
    for event in events:
        event["body"] = shown(work.caller, event["body"]) if event["stream"] in opened else {}
    refusals = [event["body"] for event in events if event["name"] == "CreditRefused" and event["body"]]
    if "order" not in opened and "invoice" not in opened:
        documents = [row | {"facts": emptied(row["facts"], AMOUNTS)} for row in documents]
    waiting = why_not_yet(documents, refusals[-1] if refusals else None, await work.today())
    return Trace(
        correlation_id=deal,
        documents=[_document(row) for row in documents],
        events=_events(events, {row["id"]: row["number"] for row in documents}, names, opened),
        why_not_yet=[WaitingView.model_validate(each, from_attributes=True) for each in waiting],
        standing=await of_deal(work, deal, documents),
        fresh_until=await fresh_until(work),
    )


async def whole_event(work: Work, document_id: UUID, event_id: UUID) -> WholeEvent:
    """One event of the document's deal with its body; raises NotFound as ``trace`` does.

    The body is for those who hold what its stream asks for, and without the fields that stay closed to them.
    """
    deal = await _deal_of(work, document_id)
    documents = await _documents(work, deal)
    await _reach(work, documents)
    wanted = select(deal_event).where(deal_event.c.id == event_id, deal_event.c.correlation_id == deal)
    row = (await work.execute(wanted)).mappings().one_or_none()
    if row is None:
        raise NotFound(
            _("The deal of %(document)s has no event %(event)s.", document=document_id, event=event_id)
        )
    body = row["body"] if row["stream"] in await _opened(work, documents) else {}
    closed = closed_to(work.caller)
    data = {name: value for name, value in emptied(body, closed).items() if name not in closed}
    names = await person_names(work, {row["actor"]})
    told = {name: row[name] for name in WholeEvent.model_fields.keys() & row.keys()}
    label, _stage = _called(row["type"], row["name"])
    return WholeEvent(
        **told,
        label=label,
        kind=row["stream"],
        document={each["id"]: each["number"] for each in documents}.get(row["document_id"], ""),
        actor_name=names.get(row["actor"], ""),
        data=data,
        withheld=sorted(row["body"].keys() - data.keys()),
    )


async def _opened(work: Work, documents: list[Row]) -> frozenset[str]:
    """Names of the streams whose events the caller may read whole in this deal."""
    asked: dict[str, list[str]] = defaultdict(list)
    for stream in streams().values():
        asked[stream.opens].append(stream.name)
    found = [names for opens, names in asked.items() if opens and await _reaches(work, opens, documents)]
    return frozenset(chain.from_iterable(found))


async def _deal_of(work: Work, document_id: UUID) -> UUID:
    for wanted in (_by_document(document_id), _by_part(document_id)):
        deal = (await work.execute(wanted.limit(1))).scalar_one_or_none()
        if isinstance(deal, UUID):
            return deal
    raise NotFound(_("There is no document %(id)s.", id=document_id))


def _by_document(document_id: UUID) -> Select[tuple[Any]]:
    columns = deal_document.c
    named = or_(columns.id == document_id, columns.correlation_id == document_id)
    return select(columns.correlation_id).where(named)


def _by_part(part_id: UUID) -> Select[tuple[Any]]:
    """A shipment or a payment, which have no events of their own but stand in their document's."""
    columns = deal_event.c
    part = func.coalesce(columns.body["shipment_id"].astext, columns.body["payment_id"].astext)
    told = text("name IN ('ShipmentDispatched', 'PaymentReceived')")  # as the index says
    return select(columns.correlation_id).where(told, part == str(part_id))


async def _documents(work: Work, deal: UUID) -> list[Row]:
    wanted = select(deal_document).where(deal_document.c.correlation_id == deal).order_by(deal_document.c.id)
    return [dict(row) for row in (await work.execute(wanted)).mappings()]


async def _reach(work: Work, documents: list[Row]) -> None:
    if not await _reaches(work, work.permission, documents):
        raise NotFound(_("There is no such document."))


async def _reaches(work: Work, permission: str, documents: list[Row]) -> bool:
    """Whoever reaches a document that has an owner reaches the whole deal."""
    caller = work.caller
    for row in (row for row in documents if row["owner_id"] is not None):
        if caller is None or await caller.reaches(work, permission, row["owner_id"], row["client_id"]):
            return True
    return False


def _document(row: Row) -> TraceDocument:
    return TraceDocument(
        id=row["id"],
        kind=row["stream"],
        number=row["number"],
        status=row["status"],
        changed_at=row["changed_at"],
    )


def _events(
    events: list[Row], numbers: Mapping[UUID, str], names: Mapping[UUID, str], opened: Collection[str]
) -> list[TraceEvent]:
    times: dict[UUID, datetime] = {event["id"]: event["time"] for event in events}
    start: datetime = events[0]["time"]
    shown = []
    previous: datetime | None = None
    for event in events:
        cause = times.get(event["causation_id"])
        kept = {name: event[name] for name in ("id", "name", "type", "document_id", "sequence", "time")}
        kept |= {name: event[name] for name in ("causation_id", "actor", "via", "body")}
        label, stage = _called(event["type"], event["name"])
        shown.append(
            TraceEvent(
                **kept,
                label=label,
                stage=stage,
                kind=event["stream"],
                reported_by=_outsider(event),
                opened=event["stream"] in opened,
                document=numbers.get(event["document_id"], ""),
                actor_name=names.get(event["actor"], ""),
                after_cause_ms=None if cause is None else _milliseconds(cause, event["time"]),
                after_previous_ms=None if previous is None else _milliseconds(previous, event["time"]),
                after_start_ms=_milliseconds(start, event["time"]),
            )
        )
        previous = event["time"]
    return shown


def _called(type: str, name: str) -> tuple[str, Stage | None]:
    """Label and stage by the contract; the name alone of what a newer version of this service took in."""
    known = KNOWN.get(type)
    if known is None:
        return name, None
    return _(known.label), known.step.stage if known.step else None


def _outsider(event: Row) -> str:
    """Who outside reported it; empty where somebody of ours, or a service, said so."""
    known = KNOWN.get(event["type"])
    if known is None or known.step is None or not event["via"].startswith("reaction:"):
        return ""
    return known.step.outsider


def _milliseconds(since: datetime, until: datetime) -> float:
    return round((until - since).total_seconds() * 1000, 3)


async def fresh_until(work: Work) -> datetime | None:
    """Time of the newest event that stands behind what is shown."""
    found: datetime | None = (await work.execute(select(func.max(freshness.c.newest_event_at)))).scalar_one()
    return found
