"""Typed answers are made from a description, and a field that is renamed there fails at the page's line."""

from pathlib import Path
from typing import Any

import pytest
from mypy import api

from saleswire.places import ROOT
from saleswire.published.answer_types import Types
from saleswire.published.answers import modules

PAGE = """
from web.api import shop


def shown(order: shop.Order) -> bool:
    print(order["number"])
    return order["state"] == "open"


def addressed(id: str) -> str:
    return shop.read_order(id)
"""
STRING = {"type": "string"}


def described(fields: dict[str, Any], states: tuple[str, ...] = ("open", "shut")) -> dict[str, Any]:
    """A service with orders that have these fields, the last of which need not be there."""
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Order"}}}
    operation = {
        "operationId": "read_order",
        "summary": "Read",
        "description": "One order.\n\nMore.",
        "responses": {"200": {"content": content}, "404": {}},
    }
    gone = {"operationId": "drop", "summary": "Drop it", "responses": {"204": {}}}
    file = {"operationId": "print", "summary": "Print", "responses": {"200": {"content": {"text/csv": {}}}}}
    order = {"type": "object", "properties": fields, "required": [*fields][:-1]}
    return {
        "paths": {
            "/api/shop/{order_id}": {"get": operation, "delete": gone},
            "/api/shop/{order_id}/pdf": {"get": file},
            "/api/shop/export.csv": {"get": file},
            "/livez": {"get": file},
        },
        "components": {"schemas": {"Order": order, "State": {"type": "string", "enum": [*states]}}},
    }


ORDER = {
    "number": STRING,
    "state": {"$ref": "#/components/schemas/State"},
    "note": {"anyOf": [STRING, {"type": "null"}]},
}


def test_a_module_has_types_and_operations() -> None:
    made = dict(modules({"shop": described(ORDER)}))
    assert 'State = Literal["open", "shut"]' in made["shop.py"]
    assert (
        "class Order(TypedDict):\n    number: str\n    state: State\n    note: NotRequired[str | None]\n"
    ) in made["shop.py"]
    assert (
        'def read_order(order_id: str) -> Get[Order]:\n    """One order."""\n'
        '    return Get(f"/api/shop/{segment(order_id)}")\n'
    ) in made["shop.py"]
    assert "def drop(order_id: str) -> Command[None]:" in made["shop.py"]
    assert "def print(order_id: str) -> Get[bytes]:" in made["shop.py"]
    assert ".csv" not in made["shop.py"]
    assert '{\n    ("GET", "/api/shop/{order_id}"): shop.Order,\n}' in made["answers.py"]


def test_a_schema_without_a_type_of_ours_is_refused() -> None:
    with pytest.raises(ValueError, match="no type for"):
        Types({}).of({"type": "tuple"})


def checked(folder: Path, description: dict[str, Any]) -> list[str]:
    """What the type checker says of the page over a service that is described so."""
    there = folder / "web/api"
    there.mkdir(parents=True)
    for name, text in modules({"shop": description}):
        (there / name).write_text(text)
    operation = ROOT / "services/web/web/api/operation.py"
    (there / operation.name).write_text(operation.read_text())
    for package in (there.parent, there):
        (package / "__init__.py").touch()
    (folder / "page.py").write_text(PAGE)
    told = ["--strict", "--no-error-summary", "--config-file=", f"--cache-dir={folder.parent / 'cache'}"]
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        said, trouble, _ = api.run([*told, "page.py"])
    assert trouble == ""
    return said.splitlines()


@pytest.mark.timeout(300)
def test_a_page_fails_at_the_line_that_reads_a_renamed_field_or_value(tmp_path: Path) -> None:
    assert checked(tmp_path / "before", described(ORDER)) == []
    renamed = {"code": STRING, "state": ORDER["state"], "note": ORDER["note"]}
    assert checked(tmp_path / "field", described(renamed)) == [
        'page.py:6: error: TypedDict "Order" has no key "number"  [typeddict-item]'
    ]
    (said,) = checked(tmp_path / "value", described(ORDER, states=("begun", "shut")))
    assert said.startswith("page.py:7: error: Non-overlapping equality check")
