"""Finding records that the caller reaches: by what was typed, and where that is little by what is close."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, cast, not_, select, union_all
from sqlalchemy.dialects.postgresql import TSQUERY, array

from chassis.errors import Malformed
from chassis.language import _
from chassis.work import Work
from contracts.reading import ORDER_PRICES
from contracts.remembered import Kind
from reporting.search import spelling
from reporting.search.entries import Row
from reporting.search.hits import hit, shown
from reporting.search.lexemes import lexemes, spelled
from reporting.search.question import Question
from reporting.search.ranking import LONG, ORDER, Close, score
from reporting.search.reach import reach
from reporting.search.schemas import Found
from reporting.search.tables import around, entry

LOOKED_AT = 100  # of each index: what is ranked
MOST_WORDS, LONGEST = 10, 200
_e, _w = entry.c, around.c
Rows = dict[UUID, Row]


async def find(work: Work, typed: str, kinds: Collection[Kind], limit: int) -> Found:
    """The likeliest records; raises Malformed for words that hold no letter and no digit, or too many."""
    prices = work.caller is None or work.caller.may(ORDER_PRICES)
    question = Question(typed, amounts=prices)
    if not question.tokens or len(question.tokens) > MOST_WORDS or len(typed) > LONGEST:
        raise Malformed(_("q has 1 to %(most)s words with letters or digits.", most=MOST_WORDS))
    asked = _Asked(work, question, reach(work, kinds))
    rows = await asked.rows(begun=False)
    if len(rows) < limit:
        rows |= await asked.rows(begun=True)
    if len(rows) >= limit:
        return await _told(work, question, _ranked(question, rows, {}), limit)
    close = await spelling.close_to(work, spelled(question.tokens))
    more = {id: row for id, row in (await asked.rows(begun=True, close=close)).items() if id not in rows}
    nearly = _ranked(question, more, close)
    return await _told(work, question, [*_ranked(question, rows, {}), *nearly], limit, {} if rows else close)


async def _told(
    work: Work, question: Question, ranked: Sequence[Row], limit: int, close: Close | None = None
) -> Found:
    """The first of them; with ``close`` also as what the words were read."""
    rows = await shown(work, ranked, limit)
    read_as = _read_as(question, rows[0], close) if rows and close else None
    return Found(items=[hit(row, question) for row in rows], read_as=read_as)


@dataclass(frozen=True)
class _Asked:
    work: Work
    question: Question
    reach: Mapping[bool, ColumnElement[bool]]  # of registers and of documents, as far as they are asked for

    async def rows(self, *, begun: bool, close: Close | None = None) -> Rows:
        """Entries by id: of registers and of documents each as many as are looked at."""
        parts = []
        for of_document, reached in self.reach.items():
            words = self.question.asked(begun=begun, of_document=of_document, close=close)
            if words is not None:
                parts.append(_matching(words, of_document).where(reached).limit(LOOKED_AT))
        if not parts:
            return {}
        found = union_all(*(part.subquery().select() for part in parts))
        return {row["id"]: dict(row) for row in (await self.work.execute(found)).mappings()}


def _matching(words: str, of_document: bool) -> Select[Any]:
    short = (_e.texts - array(LONG)).label("texts")
    columns = (_e.id, _e.kind, short, _e.within, _w.kind.label("within_kind"))
    index = _e.of_document if of_document else not_(_e.of_document)
    matches = _e.lexemes.op("@@")(cast(words, TSQUERY))
    return select(*columns).outerjoin(around, _w.id == _e.within).where(index, matches)


def _ranked(question: Question, rows: Rows, close: Close) -> list[Row]:
    def place(row: Row) -> tuple[float, int, int]:
        return -score(row, question, close), ORDER[row["kind"]], -row["id"].int

    return sorted(rows.values(), key=place)


def _read_as(question: Question, row: Row, close: Close) -> str:
    """The words as the hit has them."""
    held = set(lexemes(row["texts"], of_document=False))
    read = [
        token if token in held else next((one for one in close.get(token, ()) if one in held), token)
        for token in question.tokens
    ]
    return " ".join(read)
