"""Every operation of the description, sorted by what its path is about, and minimal requests for it.

A path that fits nowhere here is an operation that nobody thought about: ``sorted_out`` raises.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from deals import SCOPED_LISTS, Deals

Schema = dict[str, Any]

SIGNED_IN = "signed-in"
PUBLIC = {
    "GET /api/openapi.json", "GET /api/docs", "GET /.well-known/openid-configuration",
    "GET /.well-known/jwks.json", "GET /api/auth/authorize", "POST /api/auth/authorize",
    "POST /api/auth/token", "POST /api/auth/revoke",
    "GET /api/auth/end-session", "POST /api/auth/end-session",
}  # fmt: skip
COMMON_LISTS = {
    "/api/billing/refused-payments", "/api/billing/client-credits", "/api/billing/payment-terms",
    "/api/billing/tax-treatments", "/api/catalog/price-lists", "/api/catalog/costs",
    "/api/catalog/products", "/api/catalog/devices", "/api/catalog/options", "/api/catalog/services",
    "/api/fulfillment/refused-facts", "/api/fulfillment/stock", "/api/identity/people",
    "/api/identity/teams", "/api/identity/territories", "/api/identity/roles",
}  # fmt: skip
REPORTS = {
    "/api/reports/sales", "/api/reports/funnel", "/api/reports/statuses", "/api/reports/overview",
}  # fmt: skip
REGISTERS = {  # short enough to come whole
    "/api/billing/currencies", "/api/catalog/units", "/api/identity/signing-keys", "/api/identity/machines",
}  # fmt: skip
ONE_OF_A_KIND = {"/api/identity/company", "/api/quotes/specimen/pdf"}  # read, and issued anew; shown
ENDLESS = {"/api/reports/live", "/api/notifications/stream"}  # whoever may read it reads for ever
LOOK_UPS = {
    "/api/orders/prefill": "quote_number", "/api/catalog/prices": "product_id", "/api/tickets/knowledge": "q",
    "/api/search": "q",
}  # fmt: skip
OWNED_PATHS = {  # kinds of the path's parameters, by the beginning of the path; they belong to somebody
    "/api/quotes/{quote_id}": ("quote", "revision"),
    "/api/orders/{order_id}": ("order",),
    "/api/orders/{subject_id}/documents": ("order", "document"),
    "/api/crm/clients/{party_id}": ("client", "contact"),
    "/api/crm/distributors/{party_id}": ("distributor", "distributor_contact"),
    "/api/fulfillment/delivery-orders/{delivery_order_id}": ("delivery_order",),
    "/api/fulfillment/shipments/{shipment_id}": ("shipment",),
    "/api/fulfillment/units/{unit_id}": ("unit",),
    "/api/fulfillment/job-orders/{job_order_id}": ("job_order",),
    "/api/fulfillment/purchase-requests/{purchase_request_id}": ("purchase_request",),
    "/api/fulfillment/service-orders/{service_order_id}": ("service_order",),
    "/api/billing/invoices/{invoice_id}": ("invoice",),
    "/api/billing/credit/{client_id}": ("credit",),
    "/api/tickets/{ticket_id}": ("ticket",),
    "/api/trace/{document_id}": ("order", "deal_event"),
    "/api/reports/standing/{client_id}": ("client",),
}
COMMON_PATHS = {  # what belongs to nobody
    "/api/catalog/devices/{": ("device", "document"),
    "/api/catalog/options/{": ("option", "document"),
    "/api/catalog/services/{": ("service", "document"),
    "/api/catalog/price-lists/{": ("price_list",),
    "/api/fulfillment/stock/{": ("device",),
    "/api/billing/currencies/{": ("currency",),
    "/api/billing/payment-terms/{": ("payment_terms",),
    "/api/billing/tax-treatments/{": ("tax_treatment",),
    "/api/catalog/units/{": ("unit",),
    "/api/identity/people/{": ("person",),
    "/api/identity/teams/{": ("team",),
    "/api/identity/territories/{": ("territory",),
    "/api/identity/roles/{": ("role",),
    "/api/identity/signing-keys/{": ("signing_key",),
    "/api/identity/machines/{": ("machine",),
    "/api/identity/preferences/{": ("key",),
    "/api/identity/team-preferences/{": ("key",),
    "/api/notifications/mutes/{": ("mute",),
}
OWNERLESS = {"credit"}  # it belongs to a client, and to no person
CREATES = {
    "/api/quotes", "/api/orders", "/api/crm/clients", "/api/crm/distributors", "/api/catalog/price-lists",
    "/api/catalog/devices", "/api/catalog/options", "/api/catalog/services", "/api/identity/people",
    "/api/identity/teams", "/api/identity/territories", "/api/identity/roles",
    "/api/identity/signing-keys/rotate", "/api/identity/machines", "/api/tickets",
    "/api/billing/payment-terms", "/api/billing/tax-treatments",
}  # fmt: skip
ABOUT_ONESELF = {
    "/api/identity/me", "/api/identity/preferences", "/api/identity/team-preferences", "/api/auth/userinfo",
    "/api/identity/me/password", "/api/identity/me/sign-out", "/api/identity/me/giving",
    "/api/notifications", "/api/notifications/read", "/api/notifications/mutes", "/api/notifications/stream",
}  # fmt: skip
QUESTIONS = {"/api/quotes/price", "/api/orders/price"}  # they change nothing
LIST_PARTS = ("", "/totals", "/groups", "/columns", "/export.csv", "/export.xlsx")


@dataclass(frozen=True)
class Operation:
    """One operation; ``kinds`` are those of its path's parameters, ``owned`` when they belong to somebody."""

    method: str
    path: str
    permission: str | None
    headers: frozenset[str]
    body: Schema | None
    multipart: bool
    kinds: tuple[str, ...] = ()
    owned: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    def address(self, deals: Deals, owner: str) -> str:
        """The path with the ids of this owner's documents, or of what belongs to nobody."""
        kinds = iter(self.kinds)
        return re.sub(r"{\w+}", lambda _: self._id(deals, next(kinds), owner), self.path)

    def _id(self, deals: Deals, kind: str, owner: str) -> str:
        if self.owned:
            return deals.ids[kind][owner]
        return deals.common.get(kind) or str(uuid4())

    @property
    def detail(self) -> str:
        """The path of the document itself, where its version can be read."""
        return self.path[: self.path.rfind("}") + 1] or self.path

    def request(self, version: str = '"v999999"', *, whole: bool = True) -> dict[str, Any]:
        """Headers and body of a minimal request; without ``whole`` the body is an empty object."""
        given = {"Idempotency-Key": uuid4().hex, "If-Match": version}
        headers = {name: value for name, value in given.items() if name in self.headers}
        if self.method == "GET":
            return {"headers": headers}
        if self.multipart and whole:
            return {"headers": headers, "files": {"file": ("a.txt", b"text", "text/plain")}}
        return {"headers": headers, "json": sample(self.body) if self.body and whole else {}}


def operations_of(description: Schema) -> Iterator[Operation]:
    """All operations of the description; raises AssertionError for one that fits nowhere."""
    for path, item in description["paths"].items():
        for verb, said in item.items():
            body, multipart = _body(description, said)
            kinds, owned = sorted_out(verb.upper(), path, description)
            yield Operation(
                method=verb.upper(),
                path=path,
                permission=said.get("x-permission"),
                headers=frozenset(one["name"] for one in said.get("parameters", ()) if one["in"] == "header"),
                body=body,
                multipart=multipart,
                kinds=kinds,
                owned=owned,
            )


def sorted_out(method: str, path: str, description: Schema) -> tuple[tuple[str, ...], bool]:
    """Kinds of a path's parameters and whether they belong to somebody."""
    for table, owned in ((OWNED_PATHS, True), (COMMON_PATHS, False)):
        for begin, kinds in table.items():
            if path.startswith(begin):
                assert path.count("{") <= len(kinds), f"{path} has a parameter that the matrix does not know"
                return kinds, owned
    lists = {base + part for base in (*SCOPED_LISTS.values(), *COMMON_LISTS) for part in LIST_PARTS}
    known = lists | REPORTS | REGISTERS | ENDLESS | LOOK_UPS.keys()
    fits = path in ABOUT_ONESELF | ONE_OF_A_KIND | (known if method == "GET" else CREATES | QUESTIONS)
    assert fits or f"{method} {path}" in PUBLIC, f"{method} {path} is missing from the access matrix"
    return (), False


def _body(description: Schema, said: Schema) -> tuple[Schema | None, bool]:
    content = said.get("requestBody", {}).get("content", {})
    for media_type, described in content.items():
        return resolved(description, described["schema"]), media_type == "multipart/form-data"
    return None, False


def resolved(description: Schema, schema: Any) -> Any:
    """The schema with its references put in."""
    if isinstance(schema, list):
        return [resolved(description, each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        kind, name = schema["$ref"].removeprefix("#/components/").split("/")
        return resolved(description, description["components"][kind][name])
    return {key: resolved(description, each) for key, each in schema.items()}


def sample(schema: Schema) -> Any:
    """The smallest value that a schema allows: required properties only."""
    if "anyOf" in schema:
        return sample(next((one for one in schema["anyOf"] if one.get("type") == "null"), schema["anyOf"][0]))
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    if schema.get("type") == "object":
        wanted = schema.get("required", ())
        return {name: sample(schema["properties"][name]) for name in wanted}
    if schema.get("type") == "array":
        return [sample(schema["items"]) for _ in range(schema.get("minItems", 0))]
    plain = {"integer": 1, "number": 1, "boolean": False, "null": None}
    texts = {"uuid": str(uuid4()), "date": "2030-01-01"}
    return plain.get(schema.get("type", ""), texts.get(schema.get("format", ""), "long enough to be one"))
