"""The ticket: its states, its rules, and the fact that each step returns.

open → in-progress ⇄ waiting → resolved → closed; a resolved or closed ticket can be reopened, and one that
leads nowhere can be closed unresolved.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Table

from chassis.errors import Conflict, Refused
from chassis.language import N_, _, stated
from chassis.work import Aggregate
from contracts.event import Stream
from contracts.tickets import (
    TICKET,
    Department,
    TicketAnswered,
    TicketAssigned,
    TicketChanged,
    TicketClosed,
    TicketFacts,
    TicketOpened,
    TicketReopened,
    TicketResolved,
    TicketStatus,
)
from contracts.values import PartyRef
from tickets.tables import ticket_table

Called = tuple[UUID, ...]  # people whom what was written mentions
ACTIVE = (TicketStatus.OPEN, TicketStatus.IN_PROGRESS, TicketStatus.WAITING)
DONE = (TicketStatus.RESOLVED, TicketStatus.CLOSED)


@dataclass(kw_only=True)
class Ticket(Aggregate):
    """One ticket; ``answers`` counts its conversation, which lies in rows of its own."""

    stream: ClassVar[Stream] = TICKET
    table: ClassVar[Table] = ticket_table

    number: str
    subject: str
    description: str = ""
    category: str = ""
    kind: str
    priority: str
    status: str = TicketStatus.OPEN
    department: str | None = None
    assignee_id: UUID | None = None
    opened_by: UUID
    created_at: datetime
    due_on: date | None = None
    related: str = ""
    order_id: UUID | None = None
    order_number: str = ""
    customer_po: str = ""
    client_id: UUID | None = None
    client: PartyRef | None = None
    client_name: str = ""
    answers: int = 0
    resolved_at: datetime | None = None
    closed_at: datetime | None = None

    def about_client(self, client: PartyRef | None) -> None:
        """Whom it concerns."""
        self.client = client
        self.client_id = None if client is None else client.id
        self.client_name = "" if client is None else client.name

    def open(self, mentioned: Called = ()) -> TicketOpened:
        """The ticket begins."""
        return TicketOpened(**self._facts(mentioned))

    def change(self, status: str | None, mentioned: Called = ()) -> TicketChanged:
        """Its fields were changed by the command; ``status`` moves it within the work on it."""
        self._must_be(N_("changed"), *ACTIVE)
        self.status = status or self.status
        return TicketChanged(**self._facts(mentioned))

    def assign(self, department: str | None, assignee_id: UUID | None) -> TicketAssigned:
        """Hand it to a department, to a person, or to a person of a department."""
        self._must_be(N_("assigned"), *ACTIVE)
        if department is None and assignee_id is None:
            raise Refused(
                _("A ticket is assigned to a department, a person or both. Name one."), slug="nobody-assigned"
            )
        self.department, self.assignee_id = department, assignee_id
        return TicketAssigned(
            ticket_id=self.id,
            number=self.number,
            department=None if department is None else Department(department),
            assignee_id=assignee_id,
        )

    def answer(
        self, answer_id: UUID, author_id: UUID, mentioned: Called = (), *, note: bool, status: str | None
    ) -> TicketAnswered:
        """Go on with the conversation. A note changes nothing else; an answer gets the work going."""
        self._must_be(N_("answered"), *ACTIVE)
        self.answers += 1
        self.status = status or (self.status if note else self._after_answer_of(author_id))
        return TicketAnswered(
            ticket_id=self.id,
            number=self.number,
            answer_id=answer_id,
            author_id=author_id,
            internal=note,
            status=TicketStatus(self.status),
            mentioned=mentioned,
        )

    def _after_answer_of(self, author_id: UUID) -> str:
        waited_for = TicketStatus.WAITING if author_id == self.opened_by else TicketStatus.OPEN
        return TicketStatus.IN_PROGRESS if self.status == waited_for else self.status

    def resolve(
        self, now: datetime, on: date, answer_id: UUID | None, mentioned: Called = ()
    ) -> TicketResolved:
        """The question is answered."""
        self._must_be(N_("resolved"), *ACTIVE)
        self.status, self.resolved_at = TicketStatus.RESOLVED, now
        self.answers += answer_id is not None
        return TicketResolved(
            ticket_id=self.id, number=self.number, resolved_on=on, answer_id=answer_id, mentioned=mentioned
        )

    def reopen(self, answer_id: UUID | None, mentioned: Called = ()) -> TicketReopened:
        """It was not answered after all."""
        self._must_be(N_("reopened"), *DONE)
        self.status, self.resolved_at, self.closed_at = TicketStatus.OPEN, None, None
        self.answers += answer_id is not None
        return TicketReopened(ticket_id=self.id, number=self.number, answer_id=answer_id, mentioned=mentioned)

    def close(self, now: datetime, on: date, answer_id: UUID | None, mentioned: Called = ()) -> TicketClosed:
        """Nothing is left to do, resolved or given up."""
        self._must_be(N_("closed"), *ACTIVE, TicketStatus.RESOLVED)
        self.status, self.closed_at = TicketStatus.CLOSED, now
        self.answers += answer_id is not None
        return TicketClosed(
            ticket_id=self.id,
            number=self.number,
            closed_on=on,
            resolved=self.resolved_at is not None,
            answer_id=answer_id,
            mentioned=mentioned,
        )

    def _must_be(self, wanted: str, *allowed: TicketStatus) -> None:
        if self.status not in allowed:
            wrong = _(
                "Ticket %(number)s is %(status)s; only one that is %(states)s can be %(wanted)s.",
                number=self.number,
                status=stated(self.status),
                states=stated(*allowed),
                wanted=_(wanted),
            )
            reopen = self.status in DONE and wanted != "closed"
            raise Conflict(
                f"{wrong} {_('Reopen it first.')}" if reopen else wrong,
                slug=f"ticket-{self.status}",
            )

    def _facts(self, mentioned: Called) -> dict[str, Any]:
        names = TicketFacts.model_fields.keys() - {"ticket_id", "mentioned"}
        return {name: getattr(self, name) for name in names} | {"ticket_id": self.id, "mentioned": mentioned}
