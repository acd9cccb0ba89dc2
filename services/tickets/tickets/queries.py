"""Reading tickets: one with its conversation, and the list."""

from typing import Any
from uuid import UUID

from sqlalchemy import Column as TableColumn
from sqlalchemy import func, select

from chassis.errors import NotFound
from chassis.language import N_, _
from chassis.lists import Column, ListSpec
from chassis.work import Work
from contracts.tickets import Department, Priority, TicketKind, TicketStatus
from kernel.access import access_person
from tickets import copies
from tickets.reach import readable
from tickets.schemas import AnswerView, TicketView
from tickets.tables import order_copy, ticket_answer, ticket_table

_c = ticket_table.c
_assignee, _opener = access_person.alias("assignee"), access_person.alias("opener")

TOLD = (
    ticket_table.outerjoin(order_copy, order_copy.c.id == _c.order_id)
    .outerjoin(_assignee, _assignee.c.id == _c.assignee_id)
    .outerjoin(_opener, _opener.c.id == _c.opened_by)
)
CUSTOMER_PO = func.coalesce(func.nullif(_c.customer_po, ""), order_copy.c.customer_po, "")
ASSIGNEE, OPENER = func.coalesce(_assignee.c.name, ""), func.coalesce(_opener.c.name, "")
ORDERS, CLIENTS, PEOPLE = "/api/orders", "/api/crm/clients", "/api/identity/people"


def _id(column: TableColumn[Any], leads_to: str, named_by: str, label: str = "") -> Column:
    people = leads_to == PEOPLE
    return Column(
        column, "uuid", label=label, sortable=False, leads_to=leads_to, named_by=named_by, people=people
    )


TICKETS = ListSpec(
    name="tickets",
    source=TOLD,
    reach=readable,
    default_sort="-number",
    columns={
        "id": Column(_c.id, "uuid", named_by="number"),
        "number": Column(_c.number, label=N_("Ticket ID"), searchable=True, code=True),
        "subject": Column(_c.subject, searchable=True),
        "category": Column(_c.category, searchable=True),
        "kind": Column(_c.kind, "enum", label=N_("Type"), choices=TicketKind),
        "order_number": Column(_c.order_number, label=N_("Sales order"), searchable=True, code=True),
        "customer_po": Column(
            CUSTOMER_PO, label=N_("Purchase order"), searchable=True, sortable=False, nullable=False
        ),
        "related": Column(
            _c.related, label=N_("Related orders, projects, items"), searchable=True, sortable=False
        ),
        "client_name": Column(_c.client_name, label=N_("Client"), searchable=True),
        "status": Column(_c.status, "enum", choices=TicketStatus),
        "department": Column(_c.department, "enum", label=N_("Department"), choices=Department),
        "assignee": Column(ASSIGNEE, label=N_("Assigned to"), searchable=True, nullable=False),
        "priority": Column(_c.priority, "enum", choices=Priority),
        "created_at": Column(_c.created_at, "time", label=N_("Created")),
        "opener": Column(OPENER, label=N_("Opened by"), searchable=True, nullable=False),
        "due_on": Column(_c.due_on, "date", label=N_("Due")),
        "answers": Column(_c.answers, "int", sortable=False),
        "resolved_at": Column(_c.resolved_at, "time", default=False),
        "closed_at": Column(_c.closed_at, "time", default=False),
        "order_id": _id(_c.order_id, ORDERS, "order_number"),
        "client_id": _id(_c.client_id, CLIENTS, "client_name"),
        "assignee_id": _id(_c.assignee_id, PEOPLE, "assignee", label=N_("Assigned to")),
        "opened_by": _id(_c.opened_by, PEOPLE, "opener", label=N_("Opened by")),
        "version": Column(_c.version, "int", sortable=False, filterable=False),
    },
)

ONE = select(
    ticket_table, CUSTOMER_PO.label("purchase"), ASSIGNEE.label("assignee"), OPENER.label("opener")
).select_from(TOLD)
CONVERSATION = (
    select(ticket_answer, func.coalesce(access_person.c.name, "").label("author"))
    .outerjoin(access_person, access_person.c.id == ticket_answer.c.author_id)
    .order_by(ticket_answer.c.position)
)


async def ticket(work: Work, ticket_id: UUID) -> TicketView:
    """One ticket; raises NotFound when absent or out of reach."""
    found = (await work.execute(ONE.where(_c.id == ticket_id, readable(work.caller)))).mappings().first()
    if found is None:
        raise NotFound(_("There is no ticket %(ticket_id)s.", ticket_id=ticket_id))
    return await _view(work, found)


async def changed(work: Work, ticket_id: UUID) -> TicketView:
    """The ticket as a command left it, even for somebody who gave it out of their reach."""
    return await _view(work, (await work.execute(ONE.where(_c.id == ticket_id))).mappings().one())


async def _view(work: Work, row: Any) -> TicketView:
    answers = await work.execute(CONVERSATION.where(ticket_answer.c.ticket_id == row["id"]))
    conversation = [AnswerView.model_validate(answer) for answer in answers]
    shown = dict(row) | {"customer_po": row["purchase"], "conversation": conversation}
    shown["order_opens"] = await copies.opens_order(work, row["order_id"])
    shown["client_opens"] = await copies.opens_client(work, row["client"])
    return TicketView.model_validate({name: shown[name] for name in TicketView.model_fields})
