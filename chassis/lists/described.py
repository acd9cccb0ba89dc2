"""How the description names what a list answers with: its items, its page, its totals."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, create_model

from chassis.lists.spec import Column, ListSpec
from contracts.values import Amount, Money

TYPES: dict[str, Any] = {
    "money": Money,
    "quantity": Amount,
    "bool": bool,
    "int": int,
    "uuid": UUID,
    "date": date,
    "time": datetime,
}


def models_of(spec: ListSpec) -> tuple[type[BaseModel], type[BaseModel], type[BaseModel]]:
    """The models of a page, of the totals and of groups; only the description reads them."""
    name = "".join(part.capitalize() for part in spec.name.replace("-", "_").split("_"))
    item = create_model(f"{name}Item", **{key: _field(key, column) for key, column in spec.columns.items()})
    sums: dict[str, Any] = {
        key: (list[Money], Field(default_factory=list) if column.opened_by else ...)
        for key, column in spec.columns.items()
        if column.adds_up
    }
    added = create_model(f"{name}Sums", **sums)
    group = create_model(f"{name}Group", value=(str | None, ...), count=(int, ...), sums=(added, ...))
    return (
        create_model(f"{name}Page", items=(list[item], ...), next=(str | None, ...)),
        create_model(f"{name}Totals", count=(int, ...), sums=(added, ...)),
        create_model(
            f"{name}Groups", by=(str, ...), groups=(list[group], ...), of=(int, ...), count=(int, ...)
        ),
    )


def _field(key: str, column: Column) -> Any:
    """The id is always there, any other column when it is asked for."""
    kind = TYPES.get(column.kind, str)
    if column.kind == "enum":
        kind = Literal[column.values]
    if key == "id":
        return kind, ...
    return kind | None if column.may_be_null else kind, Field(default_factory=_absent)


def _absent() -> None:
    """Makes a field optional without a default in the description."""
