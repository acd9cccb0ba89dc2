"""What stands still because an event could not be applied somewhere: who is concerned, and in which words."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, and_, any_, exists, func, literal, or_, select

from chassis.errors import NotFound
from chassis.work import Work
from contracts.billing import CREDIT
from contracts.crm import PARTY
from contracts.messages import events
from contracts.parking import PARKED_KEY, WhyParked
from kernel.access import access_person, access_role, scope_condition
from reporting.models import deal_document, notice_read, parties, products, standstill
from reporting.schemas import Standstill

Row = Mapping[str, Any]
ADMINISTRATION = PARKED_KEY.opens
HOLD_IT = ("*", ADMINISTRATION.split(".", maxsplit=1)[0] + ".*", ADMINISTRATION)
OF_CLIENTS = (PARTY.name, CREDIT.name)  # streams whose aggregates have a client's id
HEALING = (WhyParked.MISSING_COPY, WhyParked.GAP)
CALLED = {
    "catalog": "The catalog",
    "crm": "The register of clients",
    "fulfillment": "Delivery",
    "identity": "The register of people",
    "reporting": "The overview of deals",
}
_s, _d, _r = standstill.c, deal_document.c, notice_read.c


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
        raise NotFound("There is no such client.")
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


def words(row: Row) -> str:
    """What stands still and what it waits for, as one sentence."""
    who = CALLED.get(row["service"]) or str(row["service"]).capitalize()
    known = events().get(row["event_type"])
    what = f"“{known.label}”" if known else "what came"
    if row["reason"] in HEALING:
        return f"{who} could not apply {what}: something that comes before it has not arrived yet."
    return f"{who} could not apply {what} and waits for an administrator."


def told_to(person: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the person is to know: an administrator, or the owner of a document of that deal."""
    people, own, around = access_person.alias(), deal_document.alias(), deal_document.alias()
    held = access_role.c
    administers = (
        select(held.name)
        .select_from(access_role.join(people, held.name == any_(people.c.roles)))
        .where(people.c.id == person, people.c.active)
        .where(or_(*(literal(name) == any_(held.permissions) for name in HOLD_IT)))
    )
    told = select(around.c.correlation_id).where(around.c.id == _s.document_id).correlate(standstill)
    deal = func.coalesce(told.scalar_subquery(), _s.correlation_id)
    owns = select(own.c.id).where(own.c.owner_id == person, own.c.correlation_id == deal)
    return or_(administers.exists(), owns.exists())


def notices_of(person: UUID) -> Select[Any]:
    """What the person was told, in the columns of a notice; ``noticed`` makes its words of the others."""
    name = func.coalesce(parties.c.name, "").label("client_name")
    client = func.coalesce(_d.client_id, parties.c.id).label("client_id")
    seen = func.coalesce(_r.read_at, _s.freed_at).label("read_at")  # what is over need not be read
    read = and_(_r.notice_id == _s.id, _r.person_id == person)
    return (
        select(*standstill.c, _s.told_at.label("time"), _number(), client, name, seen)
        .select_from(_named().outerjoin(notice_read, read))
        .where(told_to(literal(person)))
    )


def noticed(row: Row, *, administers: bool) -> dict[str, Any]:
    """A row of ``notices_of`` as a notice."""
    kept = ("id", "document_kind", "document_id", "number", "client_id", "client_name", "time", "read_at")
    said = {"reason": words(row), "since": row["since"].isoformat(), "administrator": administers}
    kind = "stands-still" if row["freed_at"] is None else "goes-on"
    return {name: row[name] for name in kept} | {"kind": kind, "actor": None, "words": said}


def _named() -> FromClause:
    """The standstills with the documents, clients and products that they are about."""
    beside = standstill.outerjoin(deal_document, _d.id == _s.document_id)
    beside = beside.outerjoin(parties, parties.c.id == func.coalesce(_d.client_id, _s.document_id))
    return beside.outerjoin(products, products.c.id == _s.document_id)


def _number() -> ColumnElement[str]:
    about = func.coalesce(_d.number, parties.c.number, products.c.number, "")
    return about.label("number")
