"""What stands still as an event could not be applied somewhere: for the deal's owners and administrators."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, or_, select, true

from contracts.billing import CREDIT
from contracts.crm import PARTY
from kernel.standing_still import words
from notifications.documents import DEALS
from notifications.models import document, parties, products, standstill
from notifications.reach import Reader, followed, opened

Row = Mapping[str, Any]
STANDS_STILL, GOES_ON = "stands-still", "goes-on"
_s, _d = standstill.c, document.c
DEAL = func.coalesce(_d.correlation_id, _s.correlation_id)


def standstills(reader: Reader) -> Select[Any]:
    """What the reader is told of it, in the columns of notices; ``said`` makes words of theirs."""
    beside = standstill.outerjoin(document, _d.id == _s.document_id)
    beside = beside.outerjoin(parties, parties.c.id == func.coalesce(_d.client_id, _s.document_id))
    beside = beside.outerjoin(products, products.c.id == _s.document_id)
    words = func.jsonb_build_object(
        "service", _s.service, "event_type", _s.event_type, "reason", _s.reason, "since", _s.since
    )
    now = _s.freed_at.is_(None)
    return (
        select(
            _s.id,
            case((now, STANDS_STILL), else_=GOES_ON).label("kind"),
            func.coalesce(_d.thread_id, _s.correlation_id).label("thread_id"),
            _s.document_id,
            _s.document_kind,
            func.coalesce(_d.number, parties.c.number, products.c.number, "").label("number"),
            func.coalesce(_d.title, "").label("title"),
            func.coalesce(_d.client_id, parties.c.id).label("client_id"),
            literal(None).cast(_s.id.type).label("actor"),
            words.label("words"),
            _s.told_at.label("time"),
            (now if reader.administers else false()).label("asks"),
            _s.freed_at.label("done_at"),  # what is over need not be read
            _document_opened(reader).label("document_open"),
            _deal_opened(reader).label("deal_open"),
        )
        .select_from(beside)
        .where(true() if reader.administers else _owned(reader))
    )


def said(row: Row, *, administers: bool) -> dict[str, Any]:
    """The words of a standstill's notice."""
    told = row["words"]
    return {"reason": words(told), "since": told["since"], "administrator": administers}


def _owned(reader: Reader) -> ColumnElement[bool]:
    o = document.alias("own").c
    owns = exists(select(o.id).where(o.owner_id == reader.id, o.correlation_id == DEAL))
    return and_(owns, or_(_document_opened(reader), _deal_opened(reader)))


def _document_opened(reader: Reader) -> ColumnElement[bool]:
    of_client = reader.caller.within(PARTY.opens, owner=parties.c.owner_id, client=parties.c.id)
    credit = and_(_s.document_kind == CREDIT.name, parties.c.id.is_not(None), of_client)
    return or_(and_(_d.id.is_not(None), opened(reader)), credit)


def _deal_opened(reader: Reader) -> ColumnElement[bool]:
    return and_(_s.document_kind.in_(sorted(DEALS - {CREDIT.name})), followed(reader, DEAL))
