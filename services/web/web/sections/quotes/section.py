"""Quotes: their list, their pages and the places that others link to."""

from chassis.language import N_
from web.api import quotes
from web.lists.spec import Bulk, ListSpec, Quick, View
from web.section import Section
from web.sections.quotes import router
from web.sidebar import Link

QUOTES = ListSpec(
    key="quotes",
    title=N_("Quotes"),
    singular=N_("quote"),
    path="/quotes",
    api=quotes.list_quotes(),
    row="/quotes/{id}",
    columns=("number", "client_name", "project", "status", "net", "quoted_on", "valid_until", "owner_id"),
    hidden=("id", "version", "client_id"),
    views=(
        View(N_("Mine"), "owner_id=me"),
        View(N_("Drafts"), "status=draft"),
        View(N_("Waiting for the client"), "status=sent"),
        View(N_("Accepted"), "status=accepted"),
        View(N_("Lost"), "status=declined,expired"),
    ),
    bulk=(
        Bulk("send", N_("Mark as sent"), "quotes.write", ("draft",), N_("Mark the selected drafts as sent?")),
    ),
    quick=(
        Quick(N_("Edit"), "edit", "quotes.write", path="/quotes/{id}/edit", statuses=("draft",)),
        Quick("PDF", "print", "quotes.read", path="/quotes/{id}/pdf"),
    ),
    create="/quotes/new",
    create_label=N_("New quote"),
    create_permission="quotes.write",
    empty=N_("A quote offers a client devices and options at a price, until a day. Begin with the client."),
    finds="quote",
)
SECTION = Section(
    links=(
        Link(
            key="quotes",
            label=N_("Quotes"),
            path="/quotes",
            icon="quote",
            purpose=(
                N_(
                    "Offers to clients, from the draft to the client's decision. An accepted quote "
                    "becomes exactly one sales order."
                )
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
