"""Sales tickets and what was learned from them."""

from chassis.language import N_
from web.api import tickets
from web.lists.spec import Bulk, ListSpec, Quick, Search, View
from web.section import Section
from web.sections.tickets import router
from web.sidebar import Link

ACTIVE = "status=open,in-progress,waiting"
TICKETS = ListSpec(
    key="tickets",
    title=N_("Sales Tickets"),
    singular=N_("ticket"),
    path="/tickets",
    api=tickets.list_tickets(),
    row="/tickets/{id}",
    columns=(
        "number",
        "subject",
        "kind",
        "order_number",
        "customer_po",
        "client_name",
        "status",
        "priority",
        "department",
        "assignee",
        "created_at",
        "due_on",
    ),
    people=("assignee_id", "opened_by"),
    hidden=("id", "version", "order_id", "client_id", "assignee_id", "opened_by"),
    views=(
        View(N_("Open"), ACTIVE),
        View(N_("Mine"), f"assignee_id=me&{ACTIVE}"),
        View(N_("My department"), f"department={{departments}}&{ACTIVE}"),
        View(N_("Urgent"), f"priority=urgent&{ACTIVE}"),
        View(N_("Resolved"), "status=resolved,closed"),
    ),
    bulk=(
        Bulk(
            "assign", N_("Assign"), "tickets.write", ("open", "in-progress", "waiting"), person="assignee_id"
        ),
        Bulk(
            "close", N_("Close"), "tickets.write", ("resolved",), N_("Close the selected resolved tickets?")
        ),
    ),
    quick=(Quick(N_("Edit"), "edit", "tickets.write", path="/tickets/{id}/edit"),),
    links=(("/tickets/knowledge", N_("Knowledge")),),
    create="/tickets/new",
    create_label=N_("New ticket"),
    create_permission="tickets.write",
    empty=N_("Ask another department or a colleague. What is answered here is found again by everybody."),
    search=Search(("subject",)),
)
SECTION = Section(
    links=(
        Link(
            key="tickets",
            label=N_("Sales Tickets"),
            path="/tickets",
            icon="ticket",
            purpose=(
                N_(
                    "Questions, calls and problems with who takes care of them. Resolved tickets are the "
                    "knowledge that nobody has to ask for twice."
                )
            ),
            go="t",
        ),
    ),
    lists=(TICKETS,),
    router=router,
    places={
        "ticket": "/tickets/{id}",
        "new-ticket": "/tickets/new",
        "knowledge": "/tickets/knowledge",
    },
)
