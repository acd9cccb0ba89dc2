"""Quotes: their list, their pages and the places that others link to."""

from web.api import quotes
from web.lists.spec import Bulk, ListSpec, Quick, View
from web.section import Section
from web.sections.quotes import router
from web.sidebar import Link

QUOTES = ListSpec(
    key="quotes",
    title="Quotes",
    singular="quote",
    path="/quotes",
    api=quotes.list_quotes(),
    row="/quotes/{id}",
    columns=("number", "client_name", "project", "status", "net", "quoted_on", "valid_until", "owner_id"),
    hidden=("id", "version", "client_id"),
    views=(
        View("Mine", "owner_id=me"),
        View("Drafts", "status=draft"),
        View("Waiting for the client", "status=sent"),
        View("Accepted", "status=accepted"),
        View("Lost", "status=declined,expired"),
    ),
    bulk=(Bulk("send", "Mark as sent", "quotes.write", ("draft",), "Mark the selected drafts as sent?"),),
    quick=(
        Quick("Edit", "edit", "quotes.write", path="/quotes/{id}/edit", statuses=("draft",)),
        Quick("PDF", "print", "quotes.read", path="/quotes/{id}/pdf"),
    ),
    create="/quotes/new",
    create_label="New quote",
    create_permission="quotes.write",
    empty="A quote offers a client devices and options at a price, until a day. Begin with the client.",
    finds="quote",
)
SECTION = Section(
    links=(
        Link(
            key="quotes",
            label="Quotes",
            path="/quotes",
            icon="quote",
            purpose=(
                "Offers to clients, from the draft to the client's decision. An accepted quote "
                "becomes exactly one sales order."
            ),
            go="q",
        ),
    ),
    lists=(QUOTES,),
    router=router,
    places={
        "quote": "/quotes/{id}",
        "new-quote": "/quotes/new",
    },
    documents={
        "quote": "quotes.read",
    },
)
