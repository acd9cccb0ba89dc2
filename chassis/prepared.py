"""A Core statement that is compiled once and then run by the driver, with the conversions of its types.

SQLAlchemy writes the SQL and knows the types; its way of running a statement costs several times what
the statement does, which every command would pay for each of its few, always equal ones.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic_core import from_json, to_json
from sqlalchemy import Dialect, Select, UpdateBase
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

from chassis.statements import change, fetch

if TYPE_CHECKING:
    from chassis.work import Work

Row = dict[str, Any]
Conversion = Callable[[Any], Any]
DIALECT: Dialect = PGDialect_asyncpg(  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
    json_serializer=lambda value: to_json(value).decode(), json_deserializer=from_json
)


class Prepared:
    """One statement; its bind parameters are given by name. Make it once, not in a function."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self.statement = statement

    async def rows(self, work: "Work", parameters: Mapping[str, Any]) -> list[Row]:
        """The rows by column name, with values as Core would have given them."""
        found = [dict(row) for row in await fetch(work, self.sql, *self._given(parameters))]
        for name, convert in self._results:
            for row in found:
                row[name] = convert(row[name])
        return found

    async def run(self, work: "Work", parameters: Mapping[str, Any]) -> int:
        """Run it; the number of rows that it touched."""
        return await change(work, self.sql, *self._given(parameters))

    def _given(self, parameters: Mapping[str, Any]) -> list[Any]:
        return [
            parameters[name] if convert is None else convert(parameters[name])
            for name, convert in self._binds
        ]

    @cached_property
    def sql(self) -> str:
        """What the driver gets, parameters ``$1`` …"""
        return str(self._compiled)

    @cached_property
    def _compiled(self) -> SQLCompiler:
        compiled = self.statement.compile(dialect=DIALECT)
        assert isinstance(compiled, SQLCompiler)
        return compiled

    @cached_property
    def _binds(self) -> list[tuple[str, Conversion | None]]:
        binds = self._compiled.binds
        return [
            (name, binds[name].type.dialect_impl(DIALECT).bind_processor(DIALECT))
            for name in self._compiled.positiontup or ()
        ]

    @cached_property
    def _results(self) -> list[tuple[str, Conversion]]:
        """What the driver does not convert itself."""
        if not isinstance(self.statement, Select):
            return []
        columns = [(column.name, _conversion(column.type)) for column in self.statement.selected_columns]
        return [(name, convert) for name, convert in columns if convert is not None]


def _conversion(type_: TypeEngine[Any]) -> Conversion | None:
    if not isinstance(type_, TypeDecorator | JSON):
        return None
    return type_.dialect_impl(DIALECT).result_processor(DIALECT, None)
