"""tickets says what sales asked another department or person, and how far the answer has come.

What people write to each other (description and answers) is not in the events: it may name people.
A ticket about an order carries the correlation id of the order's deal.
"""

from datetime import date
from uuid import UUID

from contracts.event import Choice, Event, Stream
from contracts.values import PartyRef

TICKET = Stream("ticket", "sales.ticket.v1", opens="tickets.read")


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


class TicketOpened(TicketFacts, stream=TICKET, name="opened", label="Ticket opened"):
    """Somebody asks, reports a call or an issue."""


class TicketChanged(TicketFacts, stream=TICKET, name="changed", label="Ticket changed"):
    """Subject, classification, priority, status or what it is about changed."""


class TicketAssigned(Event, stream=TICKET, name="assigned", label="Ticket assigned"):
    """A department or a person is to answer; both are given whole."""

    ticket_id: UUID
    number: str
    department: Department | None = None
    assignee_id: UUID | None = None


class TicketAnswered(Event, stream=TICKET, name="answered", label="Ticket answered"):
    """Somebody wrote in the conversation; ``internal`` is a note for us alone, not for the client."""

    ticket_id: UUID
    number: str
    answer_id: UUID
    author_id: UUID
    internal: bool
    status: TicketStatus


class TicketResolved(Event, stream=TICKET, name="resolved", label="Ticket resolved"):
    """The question is answered; from now on the ticket is found in the knowledge."""

    ticket_id: UUID
    number: str
    resolved_on: date
    answer_id: UUID | None = None


class TicketReopened(Event, stream=TICKET, name="reopened", label="Ticket reopened"):
    """It was not answered after all."""

    ticket_id: UUID
    number: str
    answer_id: UUID | None = None


class TicketClosed(Event, stream=TICKET, name="closed", label="Ticket closed"):
    """Nothing is left to do; ``resolved`` is false when it was given up."""

    ticket_id: UUID
    number: str
    closed_on: date
    resolved: bool
    answer_id: UUID | None = None
