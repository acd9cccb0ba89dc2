"""The merged description as clients are made from it: read off the services' own code, nothing runs."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.description import Document, merge, operations
from gateway.paths import Routes
from gateway.settings import Settings
from saleswire.places import PROGRAMS
from saleswire.serve import build

ANYWHERE = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"
GIVEN = {"trace_id", "tax_id", "vat_id", "event_id", "client_id"}  # ids that others chose, in their own forms
MIXED = {"TraceDocument", "Standing", "StatusCount", "FunnelRow", "Hit"}  # they show documents of every kind


@pytest.fixture(scope="module")
def description() -> Document:
    """What the gateway would merge from all services."""
    with pytest.MonkeyPatch.context() as patched:
        if "SALESWIRE_DATABASE_URL" not in os.environ:
            patched.setenv("SALESWIRE_DATABASE_URL", ANYWHERE)
        documents = {name: build(name).openapi() for name in PROGRAMS if name != "web"}
        return merge(documents, Routes(Settings(upstreams=dict.fromkeys(documents, "")).all_routes()))


def schemas(value: Any) -> Iterator[Document]:
    """Every schema inside, the outer one first."""
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from schemas(each)
    elif isinstance(value, list):
        for each in value:
            yield from schemas(each)


def bodies(description: Document, verb: str) -> Iterator[str]:
    """Names of the components that the operations with this verb take."""
    for _, used, operation in operations(description):
        content = operation.get("requestBody", {}).get("content", {})
        for body in content.values():
            if used == verb and "$ref" in body["schema"]:
                yield body["schema"]["$ref"].rpartition("/")[2]


def kinds(schema: Document) -> set[str]:
    """The JSON types that a schema takes."""
    return {str(each["type"]) for each in [schema, *schema.get("anyOf", [])] if "type" in each}


def test_a_change_has_no_defaults_that_a_client_would_send(description: Document) -> None:
    names = set(bodies(description, "patch"))
    assert {"orders.EditOrder", "quotes.EditQuote", "tickets.ChangeTicket"} <= names
    fields = {
        f"{name}.{field}": schema
        for name in names
        for field, schema in description["components"]["schemas"][name]["properties"].items()
    }
    assert [field for field, schema in fields.items() if "default" in schema] == []
    assert names & set(bodies(description, "post")) == set()  # where a default would be missed


def test_no_two_components_have_one_title(description: Document) -> None:
    titles = Counter(schema["title"] for schema in description["components"]["schemas"].values())
    assert len(titles) > 200
    assert [title for title, count in titles.items() if count > 1] == []


def test_no_number_carries_money_or_a_quantity(description: Document) -> None:
    mixed = [each for each in schemas(description["components"]) if {"number", "string"} <= kinds(each)]
    assert mixed == []
    amount = description["components"]["schemas"]["billing.Money"]["properties"]["amount"]
    assert (amount["type"], "pattern" in amount) == ("string", True)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("quotes.QuoteView", "status"),
        ("orders.OrderView", "status"),
        ("orders.OrderView", "stage"),
        ("orders.OrderView", "credit"),
        ("billing.InvoiceView", "status"),
        ("fulfillment.DeliveryOrderView", "status"),
        ("fulfillment.JobOrderView", "status"),
        ("tickets.TicketView", "status"),
    ],
)
def test_the_status_of_a_document_is_one_of_those_that_are_named(
    description: Document, name: str, field: str
) -> None:
    components = description["components"]["schemas"]
    schema = components[name]["properties"][field]
    named = components[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    assert len(named["enum"]) > 1


def test_every_id_of_ours_is_described_as_one_and_every_status_has_its_words(description: Document) -> None:
    components, ids, free = description["components"]["schemas"], 0, []
    for name, schema in components.items():
        for field, told in schema.get("properties", {}).items():
            if field in {"status", "stage", "credit"} and schema.get("title", name) != "Problem":
                words = [
                    each for each in schemas(told) if "enum" in each or "const" in each or "$ref" in each
                ]
                free += [] if words or name.rpartition(".")[2] in MIXED | {"Problem"} else [f"{name}.{field}"]
            elif field == "id" or field.endswith("_id"):
                ids += 1
                plain = any(each.get("format") == "uuid" or "$ref" in each for each in schemas(told))
                free += [] if plain or field in GIVEN else [f"{name}.{field}"]
    assert ids > 200
    assert free == []


def test_a_listed_item_is_null_only_where_it_can_be(description: Document) -> None:
    item = description["components"]["schemas"]["orders.OrdersItem"]
    assert item["required"] == ["id"]
    assert item["properties"]["id"] == {"type": "string", "format": "uuid", "title": "Id"}
    assert kinds(item["properties"]["number"]) == {"string"}
    assert kinds(item["properties"]["placed_on"]) == {"string", "null"}
    assert "draft" in item["properties"]["status"]["enum"]


def test_every_operation_says_where_it_is_and_who_may_call_it(description: Document) -> None:
    assert description["servers"] == [{"url": "/"}]
    unsaid = [
        operation["operationId"] for _, _, operation in operations(description) if "security" not in operation
    ]
    assert unsaid == []
    public = {
        operation["operationId"] for _, _, operation in operations(description) if not operation["security"]
    }
    assert "gateway.openapi" in public
