"""A service's copy of a register that another keeps: a few entries with a code each, such as currencies.

Declared once: the table, its migration, its projection and its reader. The newest fact about an entry is
kept whole; one that ends the entry leaves its code without content.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, Uuid, select
from sqlalchemy.dialects.postgresql import JSONB

from chassis.inbound import Projections, Received, upsert_newer
from chassis.work import Work
from contracts.event import Event

E = TypeVar("E", bound=Event)


class Register(Generic[E]):
    """The copy of one register: the fact that an entry holds, the one that it no longer does, their code."""

    def __init__(self, name: str, entry: type[E], *ended: type[Event], code: str = "code") -> None:
        self.name = name
        self.code = code
        self.entry = entry
        self.migration = MIGRATION.format(name=name)
        self.projections = Projections(name)
        self.projections.on(entry, *ended)(self._remember)
        self._table = Table(
            name,
            MetaData(),
            Column("id", Uuid, primary_key=True),
            Column("version", BigInteger, nullable=False),
            Column("code", Text, nullable=False),
            Column("entry", JSONB(none_as_null=True)),
        )

    def table(self, metadata: MetaData) -> Table:
        """The table among those of the service."""
        return self._table.to_metadata(metadata)

    async def entries(self, work: Work) -> dict[str, E]:
        """What holds now, by code."""
        c = self._table.c
        kept = await work.execute(select(c.entry).where(c.entry.is_not(None)).order_by(c.code))
        found = (self.entry.model_validate(entry, extra="ignore") for entry in kept.scalars())
        return {getattr(entry, self.code): entry for entry in found}

    async def _remember(self, work: Work, batch: Sequence[Received[Any]]) -> None:
        await upsert_newer(work, self._table, [self._row(received) for received in batch])

    def _row(self, received: Received[Any]) -> dict[str, Any]:
        fact = received.event
        return {
            "id": received.aggregate_id,
            "version": received.sequence,
            "code": getattr(fact, self.code),
            "entry": fact.model_dump(mode="json") if isinstance(fact, self.entry) else None,
        }


MIGRATION = """
CREATE TABLE {name} (
    id      uuid PRIMARY KEY,
    version bigint NOT NULL,
    code    text   NOT NULL UNIQUE,
    entry   jsonb
);
COMMENT ON COLUMN {name}.entry IS 'The fact by which it holds; none when it no longer does';
"""
