"""Copies of others' facts are written "if newer": the same fact twice, or an older one, changes nothing.

Used by projections; one statement however many rows.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Table

from chassis.statements import change
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
    statement = _statement(table.fullname, tuple(rows[0]), keys, version)
    # sorted, so that two transactions lock common rows in one order
    ordered = [newest[name] for name in sorted(newest, key=lambda name: tuple(map(str, name)))]
    await change(work, statement, to_json(ordered).decode())


@lru_cache(maxsize=256)
def _statement(table: str, columns: tuple[str, ...], keys: tuple[str, ...], version: str) -> str:
    # one JSON parameter instead of an array per column: arrays and JSON columns cannot be unnested
    names = ", ".join(f'"{column}"' for column in columns)
    changed = ", ".join(f'"{column}" = excluded."{column}"' for column in columns if column not in keys)
    return (
        f"INSERT INTO {table} AS t ({names}) SELECT {names} FROM json_populate_recordset(NULL::{table}, $1) "
        f"ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {changed} WHERE t.{version} < excluded.{version}"
    )
