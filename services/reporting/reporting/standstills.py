"""What stands still as an event could not be applied somewhere: for whoever sees the deal or the client."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, exists, func, or_, select

from chassis.errors import NotFound
from chassis.language import _
from chassis.work import Work
from contracts.billing import CREDIT
from contracts.crm import PARTY
from contracts.parking import PARKED_KEY
from kernel.access import scope_condition
from kernel.standing_still import HEALING, words
from reporting.models import deal_document, parties, products, standstill
from reporting.schemas import Standstill

Row = Mapping[str, Any]
ADMINISTRATION = PARKED_KEY.opens
OF_CLIENTS = (PARTY.name, CREDIT.name)  # streams whose aggregates have a client's id
_s, _d = standstill.c, deal_document.c


async def of_deal(work: Work, deal: UUID, documents: Sequence[Row]) -> list[Standstill]:
    """What of a deal stands still now, the credit of its client included."""
    clients = {row["client_id"] for row in documents} - {None}
    concerned = or_(
        _s.correlation_id == deal,
        _s.document_id.in_([row["id"] for row in documents]),
        and_(_s.document_kind == CREDIT.name, _s.document_id.in_(clients)),
    )
    return await _present(work, concerned)


async def of_client(work: Work, client_id: UUID) -> list[Standstill]:
    """What of a client stands still now; raises NotFound where the client is beyond the caller's reach."""
    if not await _reaches(work, client_id):
        raise NotFound(_("There is no such client."))
    return await _present(work, and_(_s.document_kind.in_(OF_CLIENTS), _s.document_id == client_id))


async def _reaches(work: Work, client_id: UUID) -> bool:
    """By the client's territory or by a document of the client; whose client it is, is not known here."""
    caller = work.caller
    if caller is None or await caller.reaches(work, work.permission, None, client_id):
        return True
    own = scope_condition(caller, work.permission, owner=_d.owner_id, client=_d.client_id)
    return bool((await work.execute(select(exists().where(_d.client_id == client_id, own)))).scalar_one())


async def _present(work: Work, concerned: ColumnElement[bool]) -> list[Standstill]:
    found = select(*standstill.c, _number()).select_from(_named()).where(_s.freed_at.is_(None), concerned)
    rows = await work.execute(found.order_by(_s.since, _s.id))
    administers = work.caller is None or work.caller.may(ADMINISTRATION)
    return [_shown(dict(row), administers) for row in rows.mappings()]


def _shown(row: Row, administers: bool) -> Standstill:
    closed = {"group": row["group_name"], "cause": row["reason"], "waiting": row["waiting"]}
    return Standstill(
        kind=row["document_kind"],
        document_id=row["document_id"],
        document=row["number"],
        reason=words(row),
        heals=row["reason"] in HEALING,
        since=row["since"],
        **(closed if administers else {}),
    )


def _named() -> FromClause:
    """The standstills with the documents, clients and products that they are about."""
    beside = standstill.outerjoin(deal_document, _d.id == _s.document_id)
    beside = beside.outerjoin(parties, parties.c.id == func.coalesce(_d.client_id, _s.document_id))
    return beside.outerjoin(products, products.c.id == _s.document_id)


def _number() -> ColumnElement[str]:
    about = func.coalesce(_d.number, parties.c.number, products.c.number, "")
    return about.label("number")
