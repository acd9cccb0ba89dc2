"""tickets says what sales asked another department or person, and how far the answer has come.

What people write to each other (description and answers) is not in the events: it may name people.
A ticket about an order carries the correlation id of the order's deal.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.event import Choice, Event, Stream
from contracts.telling import Tells, Whom
from contracts.values import PartyRef

TICKET = Stream("ticket", "sales.ticket.v1", opens="tickets.read")

MENTIONED = Tells("mentioned", (Whom.MENTIONED,))
TO_DO = (
    Tells("ticket-assigned", (Whom.ASSIGNEE,), asks=True),
    Tells("ticket-for-department", (Whom.DEPARTMENT,), asks=True),
)
ASKED = ("ticket-assigned", "ticket-for-department", "ticket-reopened")
CONCERNED = (Whom.OPENER, Whom.ASSIGNEE, Whom.PARTICIPANTS)


class Department(Choice):
    """Which department a ticket waits for."""

    SALES = "sales"
    PURCHASING = "purchasing"
    PRODUCTION = "production"
    ACCOUNTING = "accounting"
    OPERATIONS = "operations"
    SHIPPING = "shipping"
    UNKNOWN = "unknown"


class TicketKind(Choice):
    """What gave rise to the ticket."""

    QUERY = "query"
    CALL = "call"
    ISSUE = "issue"
    UNKNOWN = "unknown"


class Priority(Choice):
    """How urgent it is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"
    UNKNOWN = "unknown"


class TicketStatus(Choice):
    """How far the ticket is; ``waiting`` is for whoever opened it, or for somebody outside."""

    OPEN = "open"
    IN_PROGRESS = "in-progress"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class TicketFacts(Event):
    """The ticket as it stands after the fact, without what people wrote in it."""

    ticket_id: UUID
    number: str
    subject: str
    category: str = ""
    kind: TicketKind
    priority: Priority
    status: TicketStatus
    department: Department | None = None
    assignee_id: UUID | None = None
    opened_by: UUID
    due_on: date | None = None
    order_id: UUID | None = None
    order_number: str = ""
    customer_po: str = ""
    client: PartyRef | None = None
    mentioned: tuple[UUID, ...] = ()


class TicketOpened(TicketFacts, stream=TICKET, name="opened", label="Ticket opened"):
    """Somebody asks, reports a call or an issue."""

    tells: ClassVar = (*TO_DO, MENTIONED)


class TicketChanged(TicketFacts, stream=TICKET, name="changed", label="Ticket changed"):
    """Subject, classification, priority, status or what it is about changed."""

    tells: ClassVar = (MENTIONED, Tells("ticket-priority", (Whom.ASSIGNEE, Whom.OPENER), changed="priority"))


class TicketAssigned(Event, stream=TICKET, name="assigned", label="Ticket assigned"):
    """A department or a person is to answer; both are given whole."""

    tells: ClassVar = TO_DO
    settles: ClassVar = ASKED

    ticket_id: UUID
    number: str
    department: Department | None = None
    assignee_id: UUID | None = None


class TicketAnswered(Event, stream=TICKET, name="answered", label="Ticket answered"):
    """Somebody wrote in the conversation; ``internal`` is a note for us alone, not for the client."""

    tells: ClassVar = (
        MENTIONED,
        Tells("ticket-waiting", (Whom.OPENER,), asks=True),
        Tells("ticket-answered", CONCERNED),
    )
    settles: ClassVar = ("ticket-waiting",)

    ticket_id: UUID
    number: str
    answer_id: UUID
    author_id: UUID
    internal: bool
    status: TicketStatus
    mentioned: tuple[UUID, ...] = ()

    def told(self) -> tuple[Tells, ...]:
        """The opener is asked only where the answer waits for somebody."""
        waits = self.status is TicketStatus.WAITING
        return tuple(tells for tells in self.tells if waits or not tells.asks)


class TicketResolved(Event, stream=TICKET, name="resolved", label="Ticket resolved"):
    """The question is answered; from now on the ticket is found in the knowledge."""

    tells: ClassVar = (MENTIONED, Tells("ticket-resolved", CONCERNED))
    settles: ClassVar = (*ASKED, "ticket-waiting")

    ticket_id: UUID
    number: str
    resolved_on: date
    answer_id: UUID | None = None
    mentioned: tuple[UUID, ...] = ()


class TicketReopened(Event, stream=TICKET, name="reopened", label="Ticket reopened"):
    """It was not answered after all."""

    tells: ClassVar = (
        Tells("ticket-reopened", (Whom.ASSIGNEE,), asks=True),
        Tells("ticket-for-department", (Whom.DEPARTMENT,), asks=True),
        MENTIONED,
        Tells("ticket-reopened", CONCERNED),
    )

    ticket_id: UUID
    number: str
    answer_id: UUID | None = None
    mentioned: tuple[UUID, ...] = ()


class TicketClosed(Event, stream=TICKET, name="closed", label="Ticket closed"):
    """Nothing is left to do; ``resolved`` is false when it was given up."""

    tells: ClassVar = (MENTIONED, Tells("ticket-closed", CONCERNED))
    settles: ClassVar = (*ASKED, "ticket-waiting")

    ticket_id: UUID
    number: str
    closed_on: date
    resolved: bool
    answer_id: UUID | None = None
    mentioned: tuple[UUID, ...] = ()

    def told(self) -> tuple[Tells, ...]:
        """That a resolved one is put away is no news."""
        return (MENTIONED,) if self.resolved else self.tells
