"""Clients and distributors."""

from chassis.language import N_
from web.api import crm
from web.lists.spec import Bulk, ListSpec, Quick, View
from web.section import Section
from web.sections.parties import router
from web.sidebar import Link

ASSIGN = Bulk("assign", N_("Assign representative"), "crm.write", person="owner_id", change={})
CLIENTS = ListSpec(
    key="clients",
    title=N_("Clients"),
    singular=N_("client"),
    path="/clients",
    api=crm.list_clients(),
    main="name",
    row="/clients/{id}",
    columns=("number", "name", "role", "kind", "territory", "city", "country", "industry", "owner_id"),
    hidden=("id", "version", "parent_id"),
    status="role",
    bulk=(ASSIGN,),
    quick=(
        Quick(N_("New quote"), "quote", "quotes.write", place="new-quote", query="?client={id}"),
        Quick(N_("Edit"), "edit", "crm.write", path="/clients/{id}/edit"),
    ),
    views=(
        View(N_("Leads"), "role=lead"),
        View(N_("Clients"), "role=client"),
        View(N_("Public bodies"), "kind=public"),
    ),
    create="/clients/new",
    create_label=N_("New client"),
    create_permission="crm.write",
    empty=N_("Everybody who buys or may buy from us. A lead becomes a client with the first order."),
    finds="client",
)
DISTRIBUTORS = ListSpec(
    key="distributors",
    title=N_("Distributors"),
    singular=N_("distributor"),
    path="/distributors",
    api=crm.list_distributors(),
    main="name",
    row="/distributors/{id}",
    columns=("number", "name", "kind", "territory", "city", "country", "industry", "owner_id"),
    hidden=("id", "version", "parent_id", "role"),
    bulk=(ASSIGN,),
    quick=(Quick(N_("Edit"), "edit", "crm.write", path="/distributors/{id}/edit"),),
    status=None,
    create="/distributors/new",
    create_label=N_("New distributor"),
    create_permission="crm.write",
    empty=N_("Representatives and dealers who sell for us."),
    finds="distributor",
)
SECTION = Section(
    links=(
        Link(
            key="clients",
            label=N_("Clients"),
            path="/clients",
            icon="client",
            purpose=(
                N_(
                    "The companies and people that buy from us, and those that may: contacts, addresses, "
                    "what they ordered."
                )
            ),
            go="c",
        ),
        Link(
            key="distributors",
            label=N_("Distributors"),
            path="/distributors",
            icon="distributor",
            purpose=(
                N_("The representatives and dealers that sell for us, with their territories and contacts.")
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
