"""Clients and distributors."""

from web.api import crm
from web.lists.spec import Bulk, ListSpec, Quick, View
from web.section import Section
from web.sections.parties import router
from web.sidebar import Link

ASSIGN = Bulk("assign", "Assign representative", "crm.write", person="owner_id", change={})
CLIENTS = ListSpec(
    key="clients",
    title="Clients",
    singular="client",
    path="/clients",
    api=crm.list_clients(),
    main="name",
    row="/clients/{id}",
    columns=("number", "name", "role", "kind", "territory", "city", "country", "industry", "owner_id"),
    hidden=("id", "version", "parent_id"),
    status="role",
    bulk=(ASSIGN,),
    quick=(
        Quick("New quote", "quote", "quotes.write", place="new-quote", query="?client={id}"),
        Quick("Edit", "edit", "crm.write", path="/clients/{id}/edit"),
    ),
    views=(View("Leads", "role=lead"), View("Clients", "role=client"), View("Public bodies", "kind=public")),
    create="/clients/new",
    create_label="New client",
    create_permission="crm.write",
    empty="Everybody who buys or may buy from us. A lead becomes a client with the first order.",
    finds="client",
)
DISTRIBUTORS = ListSpec(
    key="distributors",
    title="Distributors",
    singular="distributor",
    path="/distributors",
    api=crm.list_distributors(),
    main="name",
    row="/distributors/{id}",
    columns=("number", "name", "kind", "territory", "city", "country", "industry", "owner_id"),
    hidden=("id", "version", "parent_id", "role"),
    bulk=(ASSIGN,),
    quick=(Quick("Edit", "edit", "crm.write", path="/distributors/{id}/edit"),),
    status=None,
    create="/distributors/new",
    create_label="New distributor",
    create_permission="crm.write",
    empty="Representatives and dealers who sell for us.",
    finds="distributor",
)
SECTION = Section(
    links=(
        Link(
            key="clients",
            label="Clients",
            path="/clients",
            icon="client",
            purpose=(
                "The companies and people that buy from us, and those that may: contacts, addresses, "
                "what they ordered."
            ),
            go="c",
        ),
        Link(
            key="distributors",
            label="Distributors",
            path="/distributors",
            icon="distributor",
            purpose=(
                "The representatives and dealers that sell for us, with their territories and contacts."
            ),
            go="r",
        ),
    ),
    lists=(CLIENTS, DISTRIBUTORS),
    router=router,
    places={
        "client": "/clients/{id}",
        "distributor": "/distributors/{id}",
        "credit": "/clients/{id}",
    },
)
