"""What was learned: the words of resolved tickets, found again by whoever asks the same.

A ticket's words are written when it is resolved and go when it is reopened: between the two nobody adds to
the answer. Internal notes are for those who work on the ticket: no search finds or shows them.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, cast, delete, func, insert, literal, literal_column, select
from sqlalchemy.dialects.postgresql import REGCONFIG, aggregate_order_by

from chassis.work import Work
from tickets.reach import readable
from tickets.schemas import Finding
from tickets.settings import Settings
from tickets.tables import knowledge_table, ticket_answer, ticket_table

MOST_LETTERS = 200_000  # of a conversation are searched: a tsvector holds a megabyte
MARKS = 'StartSel=⟦, StopSel=⟧, MaxWords=35, MinWords=15, MaxFragments=2, FragmentDelimiter=" … "'

A: ColumnElement[Any] = literal_column("'A'")  # weights: a word of the subject counts most
B: ColumnElement[Any] = literal_column("'B'")

_t = ticket_table.c
WRITINGS = (
    select(func.string_agg(ticket_answer.c.text, aggregate_order_by(literal("\n"), ticket_answer.c.position)))
    .where(ticket_answer.c.ticket_id == _t.id, ticket_answer.c.kind != "note")
    .scalar_subquery()
)
WRITTEN = func.left(func.concat_ws("\n", _t.description, WRITINGS), MOST_LETTERS)


async def remember(work: Work, ticket_id: UUID) -> None:
    """Keep the words of a ticket that was just resolved."""
    language = _language(work)
    words = (
        func.setweight(func.to_tsvector(language, _t.subject), A)
        .op("||")(func.setweight(func.to_tsvector(language, func.concat_ws(" ", _t.category, _t.related)), B))
        .op("||")(func.to_tsvector(language, WRITTEN))
    )
    found = select(_t.id, words).where(_t.id == ticket_id)
    await work.execute(insert(knowledge_table).from_select(["ticket_id", "words"], found))


async def forget(work: Work, ticket_id: UUID) -> None:
    """It is not resolved any more."""
    await work.execute(delete(knowledge_table).where(knowledge_table.c.ticket_id == ticket_id))


async def search(work: Work, asked: str, limit: int) -> list[Finding]:
    """Resolved tickets within the caller's reach that speak of what was asked, best first."""
    language, words = _language(work), knowledge_table.c.words
    query = func.websearch_to_tsquery(language, asked)
    rank = func.ts_rank_cd(words, query)
    best = (
        select(_t.id, rank.label("rank"))
        .join_from(ticket_table, knowledge_table, knowledge_table.c.ticket_id == _t.id)
        .where(words.op("@@")(query), readable(work.caller))
        .order_by(rank.desc(), _t.number.desc())
        .limit(limit)
        .cte("best")
    )
    excerpt = func.ts_headline(language, WRITTEN, query, MARKS).label("excerpt")
    shown = [_t[name] for name in Finding.model_fields if name != "excerpt"]
    found = select(*shown, excerpt).join_from(best, ticket_table, _t.id == best.c.id)
    rows = await work.execute(found.order_by(best.c.rank.desc(), _t.number.desc()))
    return [Finding.model_validate(dict(row)) for row in rows.mappings()]


def _language(work: Work) -> ColumnElement[Any]:
    assert isinstance(work.settings, Settings)
    return cast(literal(work.settings.knowledge_language), REGCONFIG)
