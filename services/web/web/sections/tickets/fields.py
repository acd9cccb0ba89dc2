"""The fields of a ticket as forms hold them and as the service takes them. Pure."""

from typing import Any, TypedDict

from chassis.language import N_
from web.api import crm, tickets
from web.api.orders import PartyRef
from web.forms import Form

KINDS = [("query", N_("Question")), ("call", N_("Call")), ("issue", N_("Problem"))]
PRIORITIES = [("low", N_("Low")), ("normal", N_("Normal")), ("high", N_("High")), ("urgent", N_("Urgent"))]
DEPARTMENTS = [
    (key, key.capitalize())
    for key in ("sales", "purchasing", "production", "accounting", "operations", "shipping")
]
ACTIVE = ("open", "in-progress", "waiting")
LABELS = {
    "subject": N_("Subject"),
    "description": N_("Description"),
    "kind": N_("Type"),
    "category": N_("Category"),
    "priority": N_("Priority"),
    "due_on": N_("Due"),
    "related": N_("Related orders, projects, items"),
}
PLAIN = ("subject", "description", "kind", "category", "priority", "related")
Json = dict[str, Any]


class Begun(TypedDict, total=False):
    """What is known of a ticket before it is opened."""

    kind: str
    priority: str
    subject: str
    related: str
    order_number: str
    client: PartyRef | crm.PartyView


Ticket = tickets.TicketView | Begun


def new_body(form: Form, client_id: str | None) -> Json:
    """A new ticket; an order knows its client, so only one of them is said."""
    body: Json = {name: form.text(name) for name in PLAIN}
    body |= form.given("department", "assignee_id", "due_on") | form.filled("order", "customer_po")
    return body if "order" in body or client_id is None else body | {"client_id": client_id}


def changed_body(form: Form, client_id: str | None) -> Json:
    """A change; what the ticket is about is only said when it was changed."""
    body: Json = {name: form.text(name) for name in PLAIN} | form.given("due_on")
    if form.text("order") != form.text("order_was"):
        body["order"] = form.text("order") or None
    if form.text("customer_po") != form.text("customer_po_was"):
        body["customer_po"] = form.text("customer_po")
    if form.text("client") != form.text("client_was") and not form.text("order"):
        body["client_id"] = client_id
    return body


def values_of(ticket: Ticket) -> dict[str, str]:
    """A ticket as the texts of its form."""
    values = {name: str(ticket.get(name) or "") for name in (*LABELS, "customer_po", "department")}
    values["assignee_id"] = str(ticket.get("assignee_id") or "")
    values["order"] = values["order_was"] = ticket.get("order_number", "")
    values["customer_po_was"] = values["customer_po"]
    client = ticket.get("client")
    values["client"] = values["client_was"] = client["name"] if client else ""
    return values


def asked_words(subject: str) -> str:
    """A subject as a question to the knowledge: any of its words may stand in an answer."""
    words = [word.strip("?!.,;:()\"'-") for word in subject.split()]
    return " or ".join(word for word in words if len(word) > 2 and word.lower() != "or")[:200]
