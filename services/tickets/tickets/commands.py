"""What people do with tickets: each command asks the model, publishes what it returns, and saves."""

from uuid import UUID

from sqlalchemy import insert

from chassis.errors import Refused
from chassis.language import _
from chassis.work import Work, add, load, next_from_sequence, numbered, save
from contracts.event import new_id
from kernel.access import check_person
from tickets import copies, knowledge
from tickets.mentions import mentioned
from tickets.models import Ticket
from tickets.reach import must_read
from tickets.schemas import About, AnswerTicket, AssignTicket, ChangeTicket, OpenTicket, Remark
from tickets.settings import Settings
from tickets.tables import ticket_answer

PLAIN = ("subject", "description", "category", "kind", "priority", "due_on", "customer_po", "related")
NEVER_NULL = ("subject", "kind", "priority")


async def open_ticket(work: Work, asked: OpenTicket) -> Ticket:
    """Ask a department or a colleague; a ticket about an order belongs to the order's deal."""
    on, id = await work.today(), new_id()
    if asked.assignee_id is not None:
        await check_person(work, asked.assignee_id, "/assignee_id")
    ticket = Ticket(
        id=id,
        correlation_id=work.correlation_id or id,
        number=numbered("T", on.year, await next_from_sequence(work, "ticket_number")),
        subject=asked.subject,
        kind=asked.kind,
        priority=asked.priority,
        department=asked.department,
        assignee_id=asked.assignee_id,
        opened_by=_somebody(work),
        created_at=await work.now(),
    )
    await _fill(work, ticket, asked)
    work.publish(ticket, ticket.open(await mentioned(work, ticket, ticket.description, at="/description")))
    await add(work, ticket)
    return ticket


async def change_ticket(work: Work, id: UUID, asked: ChangeTicket) -> None:
    """Change what the ticket says of itself and what it is about."""
    ticket = await _loaded(work, id)
    before = ticket.description
    await _fill(work, ticket, asked)
    called = await mentioned(work, ticket, ticket.description, before, at="/description")
    work.publish(ticket, ticket.change(asked.status, called))
    await save(work, ticket)


async def assign_ticket(work: Work, id: UUID, asked: AssignTicket) -> None:
    """Hand the ticket to a department or a colleague."""
    ticket = await _loaded(work, id)
    if asked.assignee_id not in (None, ticket.assignee_id):
        await check_person(work, asked.assignee_id, "/assignee_id")
    given = asked.model_fields_set
    department = asked.department if "department" in given else ticket.department
    assignee_id = asked.assignee_id if "assignee_id" in given else ticket.assignee_id
    work.publish(ticket, ticket.assign(department, assignee_id))
    await save(work, ticket)


async def answer_ticket(work: Work, id: UUID, asked: AnswerTicket) -> None:
    """Go on with the conversation."""
    ticket, answer_id, author_id = await _loaded(work, id), new_id(), _somebody(work)
    called = await mentioned(work, ticket, asked.text)
    event = ticket.answer(answer_id, author_id, called, note=asked.internal, status=asked.status)
    work.publish(ticket, event)
    await save(work, ticket)
    await _write(work, ticket, answer_id, "note" if asked.internal else "answer", asked.text)


async def resolve_ticket(work: Work, id: UUID, asked: Remark) -> None:
    """The question is answered: its words go into the knowledge."""
    ticket = await _loaded(work, id)
    answer_id = new_id() if asked.text else None
    called = await mentioned(work, ticket, asked.text)
    work.publish(ticket, ticket.resolve(await work.now(), await work.today(), answer_id, called))
    await save(work, ticket)
    await _write(work, ticket, answer_id, "resolution", asked.text)
    await knowledge.remember(work, id)


async def reopen_ticket(work: Work, id: UUID, asked: Remark) -> None:
    """It was not answered after all: nobody shall find it as if it were."""
    ticket = await _loaded(work, id)
    answer_id = new_id() if asked.text else None
    work.publish(ticket, ticket.reopen(answer_id, await mentioned(work, ticket, asked.text)))
    await save(work, ticket)
    await _write(work, ticket, answer_id, "reopening", asked.text)
    await knowledge.forget(work, id)


async def close_ticket(work: Work, id: UUID, asked: Remark) -> None:
    """Nothing is left to do."""
    ticket = await _loaded(work, id)
    answer_id = new_id() if asked.text else None
    called = await mentioned(work, ticket, asked.text)
    work.publish(ticket, ticket.close(await work.now(), await work.today(), answer_id, called))
    await save(work, ticket)
    await _write(work, ticket, answer_id, "closing", asked.text)


async def _loaded(work: Work, id: UUID) -> Ticket:
    await must_read(work, id)
    return await load(work, Ticket, id)


def _somebody(work: Work) -> UUID:
    if work.actor is None:
        raise Refused(_("A ticket is written by somebody. Sign in."), slug="nobody")
    return work.actor


async def _write(work: Work, ticket: Ticket, answer_id: UUID | None, kind: str, text: str | None) -> None:
    """Put one piece into the conversation, in its order."""
    assert isinstance(work.settings, Settings)
    if answer_id is None:
        return
    if ticket.answers > work.settings.most_answers:
        raise Refused(
            _(
                "Ticket %(number)s has %(most_answers)s answers. Open another ticket.",
                number=ticket.number,
                most_answers=work.settings.most_answers,
            ),
            slug="conversation-too-long",
        )
    answer = {"id": answer_id, "ticket_id": ticket.id, "position": ticket.answers, "kind": kind}
    written = {"author_id": _somebody(work), "text": text, "created_at": await work.now()}
    await work.execute(insert(ticket_answer), answer | written)


async def _fill(work: Work, ticket: Ticket, asked: About) -> None:
    """Take over the fields that the request names."""
    given = asked.model_fields_set
    for name in PLAIN:
        value = getattr(asked, name)
        if name in given and not (value is None and name in NEVER_NULL):
            setattr(ticket, name, value)
    await _relate(work, ticket, asked)
    if "client_id" in given:
        await _name_client(work, ticket, asked.client_id)


async def _relate(work: Work, ticket: Ticket, asked: About) -> None:
    """Tie the ticket to the order that is named, or to the only one of the purchase order."""
    order = None
    if asked.order is not None:
        order = await copies.order(work, asked.order)
    elif "order" in asked.model_fields_set:
        ticket.order_id, ticket.order_number, ticket.correlation_id = None, "", ticket.id
    elif asked.customer_po and ticket.order_id is None:
        order = await copies.order_of_purchase(work, asked.customer_po)
    if order is not None:
        ticket.order_id, ticket.order_number = order.id, order.number
        ticket.correlation_id = order.correlation_id
        ticket.about_client(order.client)


async def _name_client(work: Work, ticket: Ticket, client_id: UUID | None) -> None:
    if ticket.order_id is None:
        ticket.about_client(None if client_id is None else await copies.client(work, client_id))
    elif client_id != ticket.client_id:
        raise Refused(
            _(
                "The ticket is about order %(order_number)s of %(client_name)s. Take the order away, "
                "or leave out client_id.",
                order_number=ticket.order_number,
                client_name=ticket.client_name,
            ),
            slug="other-client",
        )
