"""Showing a ticket with its conversation and everything that it is about."""

import asyncio

from starlette.responses import Response

from chassis.language import N_, _
from web.api import tickets
from web.forms import Form
from web.gateway import ApiProblem
from web.rendering import page
from web.sections.tickets.fields import ACTIVE, DEPARTMENTS, PRIORITIES
from web.visit import Visit

FLOW = (
    ("open", N_("Open")),
    ("in-progress", N_("In progress")),
    ("resolved", N_("Resolved")),
    ("closed", N_("Closed")),
)
PLACES = {"open": 0, "in-progress": 1, "waiting": 1, "resolved": 2, "closed": 3}


async def show(
    visit: Visit, ticket_id: str, problem: ApiProblem | None = None, form: Form | None = None
) -> Response:
    """The page; what was written stays after a refusal."""
    ticket, names = await asyncio.gather(visit.api.get(tickets.read_ticket(ticket_id)), visit.names())
    return page(
        visit,
        "sections/tickets/ticket.html",
        status=problem.status if problem else 200,
        ticket=ticket,
        base=f"/tickets/{ticket_id}",
        steps=steps(ticket),
        active=ticket["status"] in ACTIVE,
        names=names,
        colleagues=await visit.colleagues(ticket["assignee_id"]),
        me=visit.session.person_id,
        departments=DEPARTMENTS,
        priorities=PRIORITIES,
        problem=problem,
        typed=form.shown() if form else {},
    )


def steps(ticket: tickets.TicketView) -> list[tuple[str, str, str]]:
    """The status bar; a ticket that was closed without an answer was stopped."""
    if ticket["status"] == "closed" and not ticket["resolved_at"]:
        return [("open", _("Open"), "done"), ("closed", _("Closed without an answer"), "bad")]
    at = PLACES[ticket["status"]]
    names = dict(FLOW) | ({"in-progress": _("Waiting")} if ticket["status"] == "waiting" else {})
    return [
        (key, names[key], "done" if place < at or at == 3 else "now" if place == at else "next")
        for place, (key, _label) in enumerate(FLOW)
    ]
