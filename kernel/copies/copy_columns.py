"""The columns of a copy: the fact's id and sequence, and those of its fields that a service needs."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Column, MetaData, Table, Uuid
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement
from sqlalchemy.types import TypeEngine

from chassis.inbound import Projections, Received, upsert_newer
from chassis.work import Work
from contracts.event import Event

# a copy that began with a smaller count of its facts
WIDER = "ALTER TABLE {copy} ALTER version TYPE bigint"


class Kept(NamedTuple):
    """How a field of the fact is kept."""

    type: TypeEngine[Any]
    nullable: bool = False


def copy_table(name: str, metadata: MetaData, kept: Mapping[str, Kept], columns: Sequence[str]) -> Table:
    """The table of a copy with these of the ``kept`` columns; its version is the newest fact's sequence."""
    return Table(
        name,
        metadata,
        Column("id", Uuid, primary_key=True),
        Column("version", BigInteger, nullable=False),
        *(Column(column, kept[column].type, nullable=kept[column].nullable) for column in columns),
    )


def copy_row(id: UUID, sequence: int, fact: Event, columns: Sequence[str]) -> dict[str, Any]:
    """The row of a fact that has a field for each of the columns."""
    return {"id": id, "version": sequence} | {column: getattr(fact, column) for column in columns}


class Copy:
    """Those columns of others' facts that are read as they stand; each fact tells its aggregate whole."""

    def __init__(self, table: Table, *facts: type[Event]) -> None:
        """``facts`` have a field for each column of the table."""
        self.table = table
        self.columns = tuple(name for name in table.c.keys() if name not in ("id", "version"))  # noqa: SIM118
        self.projections = Projections(table.name)
        self.projections.on(*facts)(self._remember)

    async def _remember(self, work: Work, batch: Sequence[Received[Any]]) -> None:
        told = [(received.aggregate_id, received.sequence, received.event) for received in batch]
        rows = [copy_row(id, sequence, fact, self.columns) for id, sequence, fact in told if id is not None]
        await upsert_newer(work, self.table, rows)


def created(*tables: Table) -> str:
    """SQL that makes the tables and their indexes."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types
    made: list[ExecutableDDLElement] = [CreateTable(table) for table in tables]
    made += [CreateIndex(index) for table in tables for index in table.indexes]
    return ";\n".join(str(each.compile(dialect=dialect)).strip() for each in made)
