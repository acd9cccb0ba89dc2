"""One description of all services, and the two pages that the gateway has."""

import re

from jsonschema import Draft202012Validator

from gateway.description import merge, operations
from gateway.paths import Routes


def service(path: str, model: str, operation: str = "create") -> dict[str, object]:
    """A small OpenAPI document as FastAPI would make it."""
    reference = {"$ref": f"#/components/schemas/{model}"}
    content = {"application/json": {"schema": reference}}
    chosen = {
        "oneOf": [reference],
        "discriminator": {"propertyName": "kind", "mapping": {"a": reference["$ref"]}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "x", "version": "1"},
        "paths": {
            path: {
                "post": {
                    "operationId": operation,
                    "summary": "<b>Create</b>",
                    "parameters": [{"name": "If-Match", "in": "header", "schema": {"type": "string"}}],
                    "requestBody": {"content": content},
                    "responses": {"201": {"description": "Done", "content": content}},
                    "security": [{"bearer": []}],
                }
            },
            "/livez": {"get": {"operationId": "livez", "responses": {"200": {"description": "ok"}}}},
        },
        "components": {
            "schemas": {
                model: {"type": "object", "properties": {"next": reference, "one": chosen}},
            },
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


ROUTES = Routes({"/api/quotes": "quotes", "/api/orders": "orders"})
QUOTES, ORDERS = service("/api/quotes", "View"), service("/api/orders", "View")


def references(value):
    if isinstance(value, dict):
        for key, each in value.items():
            if key == "$ref":
                yield each
            elif key == "mapping":
                yield from each.values()
            else:
                yield from references(each)
    elif isinstance(value, list):
        for each in value:
            yield from references(each)


def assert_valid(document):
    for reference in references(document):
        kind, name = reference.removeprefix("#/components/").split("/")
        assert name in document["components"][kind], reference
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))
    for kind, components in document["components"].items():
        for name, component in components.items():
            assert re.fullmatch(r"[A-Za-z0-9._-]+", name)
            if kind == "schemas":
                Draft202012Validator.check_schema(component)
    declared = {tag["name"] for tag in document["tags"]}
    assert {tag for _, _, operation in operations(document) for tag in operation["tags"]} == declared


def test_two_services_may_use_the_same_names():
    merged = merge({"quotes": QUOTES, "orders": ORDERS}, ROUTES)
    assert set(merged["components"]["schemas"]) == {"quotes.View", "orders.View"}
    assert_valid(merged)


def test_only_routed_paths_are_described():
    merged = merge({"quotes": QUOTES, "orders": ORDERS}, ROUTES)
    assert set(merged["paths"]) == {"/api/quotes", "/api/orders", "/api/openapi.json", "/api/docs"}


def test_merging_leaves_the_services_documents_alone():
    merge({"quotes": QUOTES}, ROUTES)
    assert service("/api/quotes", "View") == QUOTES


async def test_the_description_is_merged_from_the_running_services(opened):
    async with opened(description_age=0) as stand:
        stand.quotes.document = QUOTES
        stand.orders.document = service("/api/orders", "Order")
        async with stand.client.get(stand.url + "/api/openapi.json") as response:
            assert_valid(await response.json())
            etag = response.headers["ETag"]
        async with stand.client.get(
            stand.url + "/api/openapi.json", headers={"If-None-Match": etag}
        ) as response:
            assert response.status == 304
        stand.orders.document = service("/api/orders", "Changed")
        async with stand.client.get(stand.url + "/api/openapi.json") as response:
            assert response.headers["ETag"] != etag
            assert "orders.Changed" in (await response.json())["components"]["schemas"]


async def test_the_page_of_the_description_lists_every_operation_and_loads_nothing(opened):
    async with opened() as stand:
        stand.quotes.document = QUOTES
        async with stand.client.get(stand.url + "/api/docs") as response:
            page = await response.text()
            policy = response.headers["Content-Security-Policy"]
    assert "/api/quotes" in page
    assert "&lt;b&gt;Create" in page
    assert "<script" not in page
    assert "src=" not in page
    assert "default-src 'none'" in policy


async def test_the_first_page_names_the_product_and_the_way_in(stand):
    async with stand.client.get(stand.url + "/") as response:
        page = await response.text()
    assert "Saleswire" in page
    assert "/api/docs" in page
    assert "/api/auth/token" in page
    async with stand.client.post(stand.url + "/") as response:
        assert response.status == 405


async def test_a_service_that_gave_no_description_yet_is_asked_each_time(opened):
    async with opened(description_age=3600) as stand:
        stand.quotes.document, stand.orders.document = QUOTES, None
        async with stand.client.get(stand.url + "/api/openapi.json") as response:
            assert "/api/orders" not in (await response.json())["paths"]
        stand.orders.document = ORDERS
        async with stand.client.get(stand.url + "/api/openapi.json") as response:
            assert {"/api/quotes", "/api/orders"} <= (await response.json())["paths"].keys()
