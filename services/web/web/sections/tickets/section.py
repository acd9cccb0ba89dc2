"""Sales tickets and what was learned from them."""

from web.api import tickets
from web.lists.spec import Bulk, ListSpec, Quick, Search, View
from web.section import Section
from web.sections.tickets import router
from web.sidebar import Link

ACTIVE = "status=open,in-progress,waiting"
TICKETS = ListSpec(
    key="tickets",
    title="Sales Tickets",
    singular="ticket",
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
        View("Open", ACTIVE),
        View("Mine", f"assignee_id=me&{ACTIVE}"),
        View("My department", f"department={{departments}}&{ACTIVE}"),
        View("Urgent", f"priority=urgent&{ACTIVE}"),
        View("Resolved", "status=resolved,closed"),
    ),
    bulk=(
        Bulk("assign", "Assign", "tickets.write", ("open", "in-progress", "waiting"), person="assignee_id"),
        Bulk("close", "Close", "tickets.write", ("resolved",), "Close the selected resolved tickets?"),
    ),
    quick=(Quick("Edit", "edit", "tickets.write", path="/tickets/{id}/edit"),),
    links=(("/tickets/knowledge", "Knowledge"),),
    create="/tickets/new",
    create_label="New ticket",
    create_permission="tickets.write",
    empty="Ask another department or a colleague. What is answered here is found again by everybody.",
    search=Search(("subject",)),
)
SECTION = Section(
    links=(
        Link(
            key="tickets",
            label="Sales Tickets",
            path="/tickets",
            icon="ticket",
            purpose=(
                "Questions, calls and problems with who takes care of them. Resolved tickets are the "
                "knowledge that nobody has to ask for twice."
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
