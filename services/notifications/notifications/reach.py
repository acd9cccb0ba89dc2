"""What a person sees: what they are told, of what they may still read, and never what they did themselves."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Subquery, and_, exists, false, func, literal, or_, select, true, union

from chassis.work import Caller, Work
from contracts.messages import events
from contracts.parking import PARKED_KEY
from contracts.tickets import TICKET
from notifications.documents import DEALS, PRICED, READ_BY
from notifications.models import TEAMS, document, notice
from notifications.telling import department, holders, person

TRACE = "trace.read"
ALL_TICKETS = "tickets.all"
ADMINISTRATION = PARKED_KEY.opens
NEWEST = 1000
HELD = sorted({tells.holders for event in events().values() for tells in event.tells if tells.holders})
_n, _d = notice.c, document.c


@dataclass(frozen=True)
class Reader:
    """Somebody who asks, with the departments that they work for."""

    caller: Caller
    departments: tuple[str, ...]

    @property
    def id(self) -> UUID:
        """Who it is."""
        return self.caller.person_id

    @property
    def administers(self) -> bool:
        """Whether they are told what stands still anywhere."""
        return self.caller.may(ADMINISTRATION)

    def words(self, kind: str, words: dict[str, Any]) -> dict[str, Any]:
        """Words about a document of this kind, without amounts that the reader may not see."""
        if kind in PRICED and not self.caller.may(PRICED[kind]):
            return {name: said for name, said in words.items() if name not in ("amount", "currency")}
        return words

    @property
    def audiences(self) -> list[str]:
        """All that they are told as."""
        held = [holders(name) for name in HELD if self._holds(name)]
        stuck = [holders(ADMINISTRATION)] if self.administers else []
        return [person(self.id), *map(department, self.departments), *held, *stuck]

    def _holds(self, permission: str) -> bool:
        # whoever may do everything is not asked to do everything
        area = permission.split(".", maxsplit=1)[0] + ".*"
        return self.caller.holds_by_name(permission) or self.caller.holds_by_name(area)


async def reader(work: Work, caller: Caller | None = None) -> Reader:
    """The caller, or another, as a reader."""
    who = caller or work.caller
    assert who is not None
    found = await work.execute(TEAMS.departments(literal(who.person_id)))
    return Reader(who, tuple(sorted({name for name in found.scalars() if name})))


def told(reader: Reader) -> Subquery:
    """The notices for the reader: the newest of each audience, and all that still ask something.

    A group is not told any more what is settled. So a bell costs the same after years.
    """
    own_deed = and_(func.coalesce(_n.actor == reader.id, false()), ~_n.automatic)
    asked = and_(_n.asks, _n.settled_at.is_(None))
    parts = []
    for audience in reader.audiences:
        for_all = true() if audience == person(reader.id) else _n.settled_at.is_(None)
        theirs = select(notice).where(_n.audience == audience, for_all, ~own_deed)
        newest = theirs.order_by(_n.time.desc(), _n.id.desc()).limit(NEWEST)
        parts += [newest.subquery().select(), theirs.where(asked)]
    return union(*parts).subquery("for_reader")


def readable(reader: Reader) -> ColumnElement[bool]:
    """Whether the notice's document, or at least its deal, may be opened."""
    return or_(opened(reader), deal_opened(reader))


def opened(reader: Reader) -> ColumnElement[bool]:
    """Whether the document may be opened."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for kind, permission in READ_BY.items():
        if kind != TICKET.name and reader.caller.may(permission):
            kinds[permission].append(kind)
    reached = [
        and_(_d.kind.in_(sorted(of)), _reached(reader, permission))
        for permission, of in sorted(kinds.items())
    ]
    return or_(false(), *reached, _ticket(reader))


def deal_opened(reader: Reader) -> ColumnElement[bool]:
    """Whether the deal of the document may be followed."""
    return and_(_d.kind.in_(sorted(DEALS)), followed(reader, _d.correlation_id))


def followed(reader: Reader, deal: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether the reader reaches a document of the deal that has an owner, and so all of it."""
    o = document.alias("of_deal").c
    within = reader.caller.within(TRACE, owner=o.owner_id, client=o.client_id)
    return exists(select(o.id).where(o.correlation_id == deal, o.owner_id.is_not(None), within))


def _reached(reader: Reader, permission: str) -> ColumnElement[bool]:
    return reader.caller.within(permission, owner=_d.owner_id, client=_d.client_id)


def _ticket(reader: Reader) -> ColumnElement[bool]:
    """As tickets has it: sales reads all of them, everybody else their own and their departments'."""
    if not reader.caller.may(TICKET.read_by):
        return false()
    theirs: ColumnElement[Any] = or_(
        _d.opened_by == reader.id, _d.assignee_id == reader.id, _d.department.in_(reader.departments)
    )
    return and_(_d.kind == TICKET.name, true() if reader.caller.may(ALL_TICKETS) else theirs)
