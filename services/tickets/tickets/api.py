"""Routes of tickets: each translates and calls one command or one query."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from chassis.http import Router
from chassis.lists import listing
from chassis.work import Work
from tickets import commands, knowledge, mentions, queries
from tickets.models import Ticket
from tickets.schemas import (
    AnswerTicket,
    AssignTicket,
    ChangeTicket,
    Colleague,
    Findings,
    OpenTicket,
    Remark,
    TicketView,
)

router = Router(prefix="/api/tickets", tag="tickets")

READ, WRITE = "tickets.read", "tickets.write"
Question = Annotated[
    str,
    Query(
        min_length=1,
        max_length=200,
        pattern=r"\S",
        description='Words that all stand in it, in any form; "a phrase", or, and -without are understood',
    ),
]
Most = Annotated[int, Query(ge=1, le=100)]


listing(router, "", spec=queries.TICKETS, permission=READ)


@router.command("POST", "", permission=WRITE, creates=True, status=201)
async def open_ticket(work: Work, body: OpenTicket) -> TicketView:
    """Open a ticket, about an order perhaps, for a department or a colleague."""
    opened = await commands.open_ticket(work, body)
    return await queries.changed(work, opened.id)


@router.query("/knowledge", permission=READ)
async def search_knowledge(work: Work, q: Question, limit: Most = 20) -> Findings:
    """Resolved tickets whose subject, description or answers speak of it, best first."""
    return Findings(items=await knowledge.search(work, q, limit))


@router.query("/{ticket_id}", permission=READ)
async def read_ticket(work: Work, ticket_id: UUID) -> TicketView:
    """One ticket with its conversation."""
    return await queries.ticket(work, ticket_id)


@router.query("/{ticket_id}/colleagues", permission=WRITE)
async def find_colleagues(
    work: Work,
    ticket_id: UUID,
    q: Annotated[str, Query(max_length=64, description="How they are called")] = "",
) -> list[Colleague]:
    """Who may read the ticket, and so may be mentioned in it with @ and the username; eight at most."""
    return await mentions.colleagues(work, ticket_id, q)


@router.command("PATCH", "/{ticket_id}", permission=WRITE, of=Ticket, current=queries.ticket)
async def change_ticket(work: Work, ticket_id: UUID, body: ChangeTicket) -> TicketView:
    """Change a ticket that is not resolved yet."""
    await commands.change_ticket(work, ticket_id, body)
    return await queries.changed(work, ticket_id)


@router.command("POST", "/{ticket_id}/assign", permission=WRITE, of=Ticket, current=queries.ticket)
async def assign_ticket(work: Work, ticket_id: UUID, body: AssignTicket) -> TicketView:
    """Hand the ticket to a department, a colleague or both."""
    await commands.assign_ticket(work, ticket_id, body)
    return await queries.changed(work, ticket_id)


@router.command("POST", "/{ticket_id}/answer", permission=WRITE, of=Ticket, current=queries.ticket)
async def answer_ticket(work: Work, ticket_id: UUID, body: AnswerTicket) -> TicketView:
    """Add an answer or an internal note to the conversation."""
    await commands.answer_ticket(work, ticket_id, body)
    return await queries.changed(work, ticket_id)


@router.command("POST", "/{ticket_id}/resolve", permission=WRITE, of=Ticket, current=queries.ticket)
async def resolve_ticket(work: Work, ticket_id: UUID, body: Remark) -> TicketView:
    """The question is answered: from now on the ticket is found in the knowledge."""
    await commands.resolve_ticket(work, ticket_id, body)
    return await queries.changed(work, ticket_id)


@router.command("POST", "/{ticket_id}/reopen", permission=WRITE, of=Ticket, current=queries.ticket)
async def reopen_ticket(work: Work, ticket_id: UUID, body: Remark) -> TicketView:
    """Work on a resolved or closed ticket again."""
    await commands.reopen_ticket(work, ticket_id, body)
    return await queries.changed(work, ticket_id)


@router.command("POST", "/{ticket_id}/close", permission=WRITE, of=Ticket, current=queries.ticket)
async def close_ticket(work: Work, ticket_id: UUID, body: Remark) -> TicketView:
    """Put a ticket away, resolved or given up."""
    await commands.close_ticket(work, ticket_id, body)
    return await queries.changed(work, ticket_id)
