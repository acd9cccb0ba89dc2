"""The description as the fuzzer gets it: with the ids of a company that exists, so that it reaches deep code.

Without them every positive request would end at "there is no such thing". What is left out, and why, is said
where it happens; nothing that the description promises about answers is changed.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from deals import Deals
from matrix import ENDLESS, Operation, operations_of

Schema = dict[str, Any]

ENDS_THE_RUN = {
    "POST /api/identity/me/sign-out": "it revokes the session that the run lives on",
    "POST /api/identity/signing-keys/rotate": "after two of them no token of the run is valid any more",
}
FIELDS = {  # fields of bodies by the kind of document that they name
    "client_id": ("client",),
    "quote_id": ("quote",),
    "order_id": ("order",),
    "product_id": ("device",),
    "team_id": ("team",),
    "owner_id": ("person",),
    "person_id": ("person",),
    "delivery_contact_id": ("contact",),
    "contact_id": ("contact",),
    "assignee_id": ("person",),
}
PARAMETERS = {  # parameters of paths by the kinds of document that they name
    "quote_id": ("quote",),
    "order_id": ("order",),
    "delivery_order_id": ("delivery_order",),
    "shipment_id": ("shipment",),
    "job_order_id": ("job_order",),
    "service_order_id": ("service_order",),
    "purchase_request_id": ("purchase_request",),
    "invoice_id": ("invoice",),
    "party_id": ("client", "distributor"),
    "contact_id": ("contact", "distributor_contact"),
    "client_id": ("client",),
    "document_id": ("document", "order", "quote"),
    "subject_id": ("order", "device"),
    "product_id": ("device", "option", "service"),
    "price_list_id": ("price_list",),
    "person_id": ("person",),
    "team_id": ("team",),
    "territory_id": ("territory",),
    "role_id": ("role",),
    "ticket_id": ("ticket",),
    "event_id": ("deal_event",),
}
CURSORS = "/api/quotes"  # the list that keeps its cursor: an invented one is refused before anything is read


def ids(deals: Deals, kinds: tuple[str, ...]) -> list[str]:
    """Ids of documents of these kinds that exist."""
    owned = [id for kind in kinds for id in deals.ids.get(kind, {}).values()]
    return owned or [deals.common[kind] for kind in kinds if kind in deals.common]


def known_values(deals: Deals) -> dict[str, list[str]]:
    """Ids that exist, by place in a request; the person is one whom the tests do without."""
    places = {f"path.{name}": ids(deals, kinds) for name, kinds in PARAMETERS.items()}
    bodies = {f"body.{name}": ids(deals, kinds) for name, kinds in FIELDS.items()}
    marks = {"header.If-Match": [f'"v{number}"' for number in range(8)]}
    return places | bodies | {"body.lines[*].product_id": ids(deals, ("device",))} | marks


def prepared(description: Schema, deals: Deals, owner: str, *, whole: bool) -> Schema:
    """A copy with examples from this owner's deal; without ``whole`` a list has one filter of each form."""
    mine = copy.deepcopy(description)
    for path in ENDLESS:
        del mine["paths"][path]
    for operation in operations_of(mine):
        said = mine["paths"][operation.path][operation.method.lower()]
        examples = dict(zip(_names(operation), _path_ids(operation, deals, owner), strict=False))
        parameters = [_exemplified(one, examples, deals) for one in said.get("parameters", ())]
        said["parameters"] = [
            one for one in parameters if operation.path == CURSORS or one["name"] != "cursor"
        ]
        if not whole:
            said["parameters"] = list(_one_of_each(operation.path, said["parameters"]))
    for schema in mine["components"]["schemas"].values():
        _give_examples(schema, deals)
    return mine


def one_of(every: int, description: Schema) -> Schema:
    """The description with so few of its operations, the same ones each time."""
    kept = sorted((one.path, one.method.lower()) for one in operations_of(description))[::every]
    paths: dict[str, Schema] = {path: {} for path, _ in kept}
    for path, method in kept:
        paths[path][method] = description["paths"][path][method]
    return description | {"paths": paths}


def _names(operation: Operation) -> list[str]:
    return [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]


def _path_ids(operation: Operation, deals: Deals, owner: str) -> list[str]:
    address, path = operation.address(deals, owner).split("/"), operation.path.split("/")
    return [given for given, part in zip(address, path, strict=True) if part.startswith("{")]


def _exemplified(parameter: Schema, examples: Mapping[str, str], deals: Deals) -> Schema:
    if parameter["in"] == "path" and parameter["name"] in examples:
        return parameter | {"example": examples[parameter["name"]]}
    if parameter["name"] == "Wait-For":  # an event of the future would be waited for, 2 s each time
        applied = f"quote/{next(iter(deals.ids['quote'].values()))}/1"
        return parameter | {"schema": {"type": "string", "enum": [applied]}}
    return parameter


def _one_of_each(path: str, parameters: list[Schema]) -> Iterator[Schema]:
    """Of query parameters of one form only the first; of what is read like its list, three."""
    most = 3 if path.endswith(("/totals", "/groups", "/export.csv", "/export.xlsx")) else 100
    seen: list[Schema] = []
    for parameter in parameters:
        if parameter["in"] != "query":
            yield parameter
        elif parameter["schema"] not in seen and len(seen) < most:
            seen.append(parameter["schema"])
            yield parameter


def _give_examples(schema: Schema, deals: Deals) -> None:
    for name, field in schema.get("properties", {}).items():
        if name == "territory":
            field["examples"] = [next(iter(deals.places.values())).territory]
        if name in FIELDS and isinstance(field, dict) and "$ref" not in field:
            field["examples"] = ids(deals, FIELDS[name])[:1]
