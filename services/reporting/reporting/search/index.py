"""The projection that writes the index: entries of records, and the words in them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from chassis.inbound import Projections, Received, upsert_newer
from chassis.work import Work
from contracts.crm import ContactState
from reporting.search import spelling
from reporting.search.entries import REGISTERS, Row, Told, fold
from reporting.search.lexemes import as_vector, lexemes, spelled
from reporting.search.tables import entry, shape, word
from reporting.search.telling import EVENTS, told

project = Projections(entry.name, word.name, shape.name)


@project.on(*EVENTS)
async def index_records(work: Work, batch: Sequence[Received[Any]]) -> None:
    """What people remember of parties, products and documents."""
    await _fold(work, [(each.aggregate_id, each.sequence, told(each.event)) for each in batch])


@project.on_state(ContactState)
async def index_contacts(work: Work, batch: Sequence[Received[ContactState]]) -> None:
    """How people at parties are called and reached; of who was erased, nothing stays."""
    latest = {each.aggregate_id: each.event for each in batch}
    known = [(id, state.sequence, told(state)) for id, state in latest.items() if state is not None]
    await _fold(work, known)
    await _erase(work, [id for id, state in latest.items() if state is None])


async def _fold(work: Work, news: Sequence[tuple[UUID, int, Told]]) -> None:
    before = await _entries(work, {id for id, _, _ in news})
    after = dict(before)
    for id, sequence, what in news:
        folded = fold(after.get(id), id, sequence, what)
        if folded is not None:
            after[id] = folded
    changed = [_cut(row) for id, row in after.items() if row is not before.get(id)]
    await spelling.learn(work, (word for _, cut in changed for word in spelled(cut)))
    await upsert_newer(work, entry, [row for row, _ in changed])


def _cut(row: Row) -> tuple[Row, list[str]]:
    """The entry as it is stored, and its lexemes."""
    of_document = row["kind"] not in REGISTERS
    cut = lexemes(row["texts"], of_document=of_document)
    return row | {"of_document": of_document, "lexemes": as_vector(cut)}, cut


async def _erase(work: Work, ids: Iterable[UUID]) -> None:
    rows = await _entries(work, ids)
    if rows:
        await work.execute(delete(entry).where(entry.c.id.in_(sorted(rows))))
        words = {word for row in rows.values() for word in spelled(lexemes(row["texts"], of_document=False))}
        await spelling.forget(work, words)


async def _entries(work: Work, ids: Iterable[UUID]) -> dict[UUID, Row]:
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    names = ("id", "version", "kind", "texts", "owner_id", "client_id", "within")
    found = select(*(entry.c[name] for name in names)).where(entry.c.id.in_(wanted))
    return {row["id"]: dict(row) for row in (await work.execute(found)).mappings()}
