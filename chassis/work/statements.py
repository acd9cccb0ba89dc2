"""The one way to run a statement: SQLAlchemy compiles it, asyncpg runs it, in the transaction of the work.

SQLAlchemy's own executor costs several times what a statement does. What it works out each time is kept here
for each statement: the SQL, the order of its parameters, what the types of these and of the columns convert.
Statements that differ in values alone share it, those that are made on the spot, too.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine import IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement
from sqlalchemy.util import LRUCache

from chassis.private import judge, key_of, prepared, types_returned

Values = Mapping[str, Any]
Conversion = Callable[[Any], Any]
KEPT = 1000  # of this process's statements


class Rows(IteratorResult[*tuple[Any, ...]]):
    """What a statement gave, as SQLAlchemy says it; ``rowcount``: how many rows it found or touched."""

    def __init__(self, columns: SimpleResultMetaData, rows: Iterable[Any], rowcount: int) -> None:
        super().__init__(columns, iter(rows))
        self.rowcount = rowcount


class Form:
    """A compiled statement, with what its types convert on the way to the driver and back."""

    def __init__(self, compiled: SQLCompiler) -> None:
        assert not [*compiled.insert_prefetch, *compiled.update_prefetch], "a default is the database's"
        self.compiled = compiled
        dialect = compiled.dialect
        there = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        self.there = {name: convert for name, convert in there.items() if convert is not None}
        self.names: tuple[str, ...] = ()
        self.columns = SimpleResultMetaData(())
        self.back: list[tuple[int, Conversion]] = []

    def filled(self, own: Sequence[Any], given: Values) -> tuple[str, list[Any]]:
        """The SQL and its arguments: the values that the statement holds, and those given by name."""
        compiled = self.compiled
        values = compiled.construct_params(given, extracted_parameters=own, escape_names=False)
        if not compiled.post_compile_params:
            return compiled.string, _arguments(compiled.positiontup, values, self.there)
        whole = compiled.construct_expanded_state(values, escape_names=False)  # IN has as many as it gets
        there = {**self.there, **whole.processors}
        return whole.statement, _arguments(whole.positiontup, whole.parameters, there)

    def rows(self, attributes: Sequence[Any], records: Sequence[Any]) -> Iterable[Any]:
        """The records with their values converted; from here on ``columns`` describes them."""
        names = tuple(attribute.name for attribute in attributes)
        if names != self.names:
            self._learn(names, attributes)
        return map(self._converted, records) if self.back else records

    def _learn(self, names: tuple[str, ...], attributes: Sequence[Any]) -> None:
        dialect, types = self.compiled.dialect, types_returned(self.compiled)
        found = [
            (place, type_.dialect_impl(dialect).result_processor(dialect, attribute.type.oid))
            for place, (type_, attribute) in enumerate(zip(types, attributes, strict=False))
        ]
        self.back = [(place, convert) for place, convert in found if convert is not None]
        self.columns = SimpleResultMetaData(names)
        self.names = names

    def _converted(self, record: Any) -> list[Any]:
        row = list(record)
        for place, convert in self.back:
            row[place] = convert(row[place])
        return row


_forms: LRUCache[Any, Form] = LRUCache(KEPT)


async def run(
    connection: AsyncConnection, statement: Executable, given: Values | Sequence[Values] | None
) -> Rows:
    """Run it with the values given by name; once for each when several are given, then without an answer.

    Raises what SQLAlchemy would raise, and has a connection that is lost or in doubt thrown away.
    """
    several = given is not None and not isinstance(given, Mapping)
    each: Sequence[Values] = given if several else [given or {}]  # type: ignore[assignment,list-item]
    if not each:
        return Rows(SimpleResultMetaData(()), (), 0)
    form, own = _form(connection.dialect, statement, tuple(each[0]), several)
    filled = [form.filled(own, values) for values in each]
    sql = filled[0][0]
    assert connection.sync_connection is not None
    try:
        ready, attributes = await prepared(connection.sync_connection, sql)
        if several:
            await ready.executemany([arguments for _, arguments in filled])
            return Rows(SimpleResultMetaData(()), (), -1)
        records = await ready.fetch(*filled[0][1])
    except BaseException as error:
        await connection.run_sync(judge, error, sql)
        raise
    rows = form.rows(attributes, records)
    return Rows(form.columns, rows, len(records) if attributes else _touched(ready.get_statusmsg()))


async def stream(connection: AsyncConnection, statement: Executable) -> AsyncIterator[Sequence[Any]]:
    """The rows one after the other, without conversions; raises asyncpg's errors."""
    form, own = _form(connection.dialect, statement, (), False)
    sql, arguments = form.filled(own, {})
    assert connection.sync_connection is not None
    ready, _ = await prepared(connection.sync_connection, sql)
    async for record in ready.cursor(*arguments):
        yield record


def _form(
    dialect: Dialect, statement: Executable, names: tuple[str, ...], several: bool
) -> tuple[Form, Sequence[Any]]:
    """The statement's form, and the values that it holds as the form takes them."""
    assert isinstance(statement, ClauseElement)
    key = key_of(statement)
    if key is None:  # VALUES of several rows, which are part of the SQL
        return Form(_compiled(dialect, statement, names, several)), ()
    about = (dialect, key.key, names, several)
    form = _forms.get(about)
    if form is None:
        form = _forms[about] = Form(_compiled(dialect, statement, names, several, key))
    return form, key.bindparams


def _compiled(
    dialect: Dialect, statement: ClauseElement, names: tuple[str, ...], several: bool, key: Any = None
) -> SQLCompiler:
    compiled = statement.compile(
        dialect=dialect, column_keys=list(names), for_executemany=several, cache_key=key
    )
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _arguments(order: Iterable[str] | None, values: Values, convert: Mapping[str, Any]) -> list[Any]:
    return [convert[name](values[name]) if name in convert else values[name] for name in order or ()]


def _touched(status: str) -> int:
    count = status.rpartition(" ")[2]
    return int(count) if count.isdecimal() else 0
