"""The form of a new or a present ticket, with what is known already about its subject."""

import asyncio
from typing import TypeVar

from starlette.responses import Response

from chassis.language import _
from web.api import crm, orders
from web.api.operation import Get
from web.conflicts import conflict
from web.deals.parties import party
from web.forms import Form
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.tickets.fields import DEPARTMENTS, KINDS, LABELS, PRIORITIES, Begun, Ticket, values_of
from web.visit import Visit

T = TypeVar("T")


async def show_form(
    visit: Visit,
    ticket: Ticket,
    problem: ApiProblem | None = None,
    form: Form | None = None,
) -> Response:
    """The form; ``ticket`` without an id is a new one."""
    colleagues = await visit.colleagues(ticket.get("assignee_id"))
    found = conflict(problem, form, LABELS) if problem and form and "id" in ticket else None
    return page(
        visit,
        "sections/tickets/form.html",
        status=problem.status if problem else 200,
        ticket=ticket,
        values=values_of(ticket) | (form.shown() if form else {}),
        colleagues=colleagues,
        kinds=KINDS,
        priorities=PRIORITIES,
        departments=DEPARTMENTS,
        problem=None if found else problem,
        conflict=found,
        form=form,
    )


async def begun(visit: Visit, order: str, client: str, related: str, subject: str) -> Begun:
    """A ticket that is about the order or client whose page it was begun on."""
    found_order, found_client = await asyncio.gather(
        _found(visit, orders.read_order(order) if order else None),
        _found(visit, crm.read_client(client) if client else None),
    )
    ticket: Begun = {
        "kind": "query",
        "priority": "normal",
        "subject": subject[:200],
        "related": related[:200],
    }
    if found_order:
        ticket["order_number"], ticket["client"] = found_order["number"], found_order["client"]
    elif found_client:
        ticket["client"] = found_client
    return ticket


async def client_named(visit: Visit, form: Form) -> str | None:
    """The id of the client that was typed; raises ApiProblem at the field when none or several fit."""
    typed = form.text("client")
    if not typed or form.text("order"):
        return None
    id, wrong = await party(visit, "client", typed)
    if wrong:
        error = {"pointer": "/client", "detail": wrong}
        raise ApiProblem(422, {"title": _("Which client?"), "detail": wrong, "errors": [error]})
    return id


async def _found(visit: Visit, path: Get[T] | None) -> T | None:
    return await visit.api.find(path) if path else None
