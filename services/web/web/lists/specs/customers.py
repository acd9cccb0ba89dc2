"""Clients and distributors."""

from web.lists.spec import ListSpec, View

LABELS = {"owner_id": "Sales representative", "external_ref": "External reference", "kind": "Type"}
CLIENTS = ListSpec(
    key="clients",
    title="Clients",
    singular="client",
    path="/clients",
    api="/api/crm/clients",
    permission="crm.read",
    main="name",
    row="/clients/{id}",
    columns=("number", "name", "role", "kind", "territory", "city", "country", "industry", "owner_id"),
    labels=LABELS,
    hidden=("id", "version", "parent_id"),
    status="role",
    views=(View("Leads", "role=lead"), View("Clients", "role=client"), View("Public bodies", "kind=public")),
    create="/clients/new",
    create_label="New client",
    create_permission="crm.write",
    empty="Everybody who buys or may buy from us. A lead becomes a client with the first order.",
)
DISTRIBUTORS = ListSpec(
    key="distributors",
    title="Distributors",
    singular="distributor",
    path="/distributors",
    api="/api/crm/distributors",
    permission="crm.read",
    main="name",
    row="/distributors/{id}",
    columns=("number", "name", "kind", "territory", "city", "country", "industry", "owner_id"),
    labels=LABELS,
    hidden=("id", "version", "parent_id", "role"),
    status=None,
    create="/distributors/new",
    create_label="New distributor",
    create_permission="crm.write",
    empty="Representatives and dealers who sell for us.",
)
LISTS = (CLIENTS, DISTRIBUTORS)
