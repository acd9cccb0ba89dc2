"""Copies of others' facts are written "if newer": the same fact twice, or an older one, changes nothing.

Used by projections; one statement and one parameter however many rows, which travel as JSON.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Table, text

from chassis.work import Work


async def upsert_newer(
    work: Work,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    key: str | Sequence[str] = "id",
    version: str = "version",
) -> None:
    """Insert the rows, or overwrite those whose version is lower, in one statement.

    All rows have the same columns; of several with one key the last of the highest version wins.
    """
    if not rows:
        return
    keys = (key,) if isinstance(key, str) else tuple(key)
    newest: dict[tuple[Any, ...], Mapping[str, Any]] = {}
    for row in rows:
        name = tuple(row[column] for column in keys)
        if name not in newest or newest[name][version] <= row[version]:
            newest[name] = row
    # sorted, so that two transactions lock common rows in one order
    ordered = [newest[name] for name in sorted(newest, key=lambda name: tuple(map(str, name)))]
    await _write(work, _newer(table.fullname, tuple(rows[0]), keys, version), ordered)


async def insert_all(
    work: Work, table: Table, rows: Sequence[Mapping[str, Any]], *, again: bool = False
) -> None:
    """Insert the rows in one statement; with ``again`` those that are there already stay as they are.

    All rows have the same columns, and no type is one that only SQLAlchemy can write.
    """
    if rows:
        await _write(work, _insert(table.fullname, tuple(rows[0])) + " ON CONFLICT DO NOTHING" * again, rows)


async def add_up(work: Work, table: Table, rows: Sequence[Mapping[str, Any]], sums: Sequence[str]) -> None:
    """Insert the rows, or add their ``sums`` to those of the same primary key, in one statement.

    No key stands twice; the rows come in key order, so that two transactions never wait for each other.
    """
    if rows:
        keys = tuple(column.name for column in table.primary_key)
        await _write(work, _sum(table.fullname, tuple(rows[0]), keys, tuple(sums)), rows)


async def _write(work: Work, statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    await work.execute(text(statement), {"rows": to_json(rows).decode()})


@lru_cache(maxsize=256)
def _insert(table: str, columns: tuple[str, ...]) -> str:
    # one JSON parameter instead of an array per column: arrays and JSON columns cannot be unnested
    names = _quoted(columns)
    records = f"json_populate_recordset(NULL::{table}, :rows)"
    return f"INSERT INTO {table} AS t ({names}) SELECT {names} FROM {records}"


@lru_cache(maxsize=256)
def _newer(table: str, columns: tuple[str, ...], keys: tuple[str, ...], version: str) -> str:
    changed = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in keys)
    return (
        f"{_insert(table, columns)} ON CONFLICT ({_quoted(keys)}) "
        f"DO UPDATE SET {changed} WHERE t.{version} < excluded.{version}"
    )


@lru_cache(maxsize=256)
def _sum(table: str, columns: tuple[str, ...], keys: tuple[str, ...], sums: tuple[str, ...]) -> str:
    added = ", ".join(f'"{name}" = t."{name}" + excluded."{name}"' for name in sums)
    return f"{_insert(table, columns)} ON CONFLICT ({_quoted(keys)}) DO UPDATE SET {added}"


def _quoted(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{column}"' for column in columns)
