"""What goes over the wire: tickets as they are written and read. Requests refuse unknown fields."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.edge import BusinessDay, OneLine, Prose
from contracts.values import PartyRef

Department = Literal["sales", "purchasing", "production", "accounting", "operations", "shipping"]
Kind = Literal["query", "call", "issue"]
Priority = Literal["low", "normal", "high", "urgent"]
Active = Literal["open", "in-progress", "waiting"]
Subject = Annotated[OneLine, Field(min_length=1, max_length=200)]
Text = Annotated[Prose, Field(min_length=1, max_length=10_000, pattern=r"\S")]
Short = Annotated[OneLine, Field(max_length=200)]
OrderName = Annotated[
    OneLine, Field(min_length=1, max_length=60, description="Id or number of a sales order that you may read")
]
PoNumber = Annotated[
    OneLine,
    Field(
        max_length=200,
        description="Number of the client's purchase order; where one order alone has it and none is named, "
        "the ticket is about that order",
    ),
]


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class About(Request):
    """What a ticket is about; all of it may be left out."""

    description: Annotated[Prose, Field(max_length=10_000)] = ""
    category: Short = ""
    due_on: BusinessDay | None = None
    order: OrderName | None = None
    customer_po: PoNumber = ""
    client_id: UUID | None = None
    related: Annotated[OneLine, Field(max_length=200, description="Further orders, projects or items")] = ""


class OpenTicket(About):
    """A new ticket, perhaps assigned at once."""

    subject: Subject
    kind: Kind = "query"
    priority: Priority = "normal"
    department: Department | None = None
    assignee_id: UUID | None = None


class ChangeTicket(About):
    """Changes to a ticket: only the fields that are given. ``order`` and ``client_id`` null take it away."""

    subject: Subject | None = None
    kind: Kind | None = None
    priority: Priority | None = None
    status: Active | None = None


class AssignTicket(Request):
    """Who is to answer; what is not named stays, null takes it away, one of both must remain."""

    department: Department | None = None
    assignee_id: UUID | None = None


class AnswerTicket(Request):
    """One more piece of the conversation, which nobody can change later.

    ``internal`` marks a note that is not meant for the client. Without ``status`` the first answer of
    somebody else, and the answer that was waited for, put the ticket in progress.
    """

    text: Text
    internal: bool = False
    status: Active | None = None


class Remark(Request):
    """What solved it, or why it is open again or put away; goes into the conversation."""

    text: Text | None = None


class AnswerView(BaseModel):
    """One piece of the conversation; ``author`` is empty for people whose name was erased."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    kind: Literal["answer", "note", "resolution", "reopening", "closing"]
    author_id: UUID
    author: str
    text: str
    created_at: datetime


class TicketView(BaseModel):
    """A ticket with its conversation, oldest answer first."""

    id: UUID
    version: int
    number: str
    subject: str
    description: str
    category: str
    kind: Kind
    priority: Priority
    status: Literal["open", "in-progress", "waiting", "resolved", "closed"]
    department: Department | None
    assignee_id: UUID | None
    assignee: str
    opened_by: UUID
    opener: str
    created_at: datetime
    due_on: date | None
    related: str
    order_id: UUID | None
    order_number: str
    order_opens: Annotated[bool, Field(description="Whether you may read the order")]
    customer_po: str
    client: PartyRef | None
    client_opens: Annotated[bool, Field(description="Whether you may read the client")]
    resolved_at: datetime | None
    closed_at: datetime | None
    conversation: list[AnswerView]


class Colleague(BaseModel):
    """Somebody who may be mentioned in a ticket, because they may read it."""

    id: UUID
    username: str
    name: str


class Finding(BaseModel):
    """A resolved ticket that speaks of what was asked; ``excerpt`` has the words found between ⟦ and ⟧."""

    id: UUID
    number: str
    subject: str
    category: str
    kind: Kind
    order_number: str
    client_name: str
    resolved_at: datetime
    excerpt: str


class Findings(BaseModel):
    """What is known about a question, best first."""

    items: list[Finding]
