"""Words that are close to one that was typed: one letter off, or with it inside.

Two words that are one letter apart are equal when a letter of one or of both is left out. So each word is
kept in all shapes with a letter left out, and what is close is found by equality, with an index.
"""

from collections.abc import Iterable

from sqlalchemy import Select, cast, delete, literal, select, union, union_all
from sqlalchemy.dialects.postgresql import TSQUERY

from chassis.inbound import insert_all
from chassis.work import Work
from reporting.search.lexemes import quoted
from reporting.search.tables import entry, shape, word

SHORTEST = 4  # of three letters nearly everything is one letter off
LONGEST = 30
CLOSE_WORDS = 30


def shapes(text: str) -> set[str]:
    """The word, and the word without each of its letters."""
    if not SHORTEST <= len(text) <= LONGEST:
        return set()
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


async def learn(work: Work, spelled: Iterable[str]) -> None:
    """Remember words that are spelled in entries."""
    wanted = sorted(set(spelled))
    if not wanted:
        return
    known = set((await work.execute(select(word.c.word).where(word.c.word.in_(wanted)))).scalars())
    fresh = [text for text in wanted if text not in known]
    await insert_all(work, word, [{"word": text} for text in fresh], again=True)
    rows = sorted((each, text) for text in fresh for each in shapes(text))
    await insert_all(work, shape, [{"shape": each, "word": text} for each, text in rows], again=True)


async def forget(work: Work, spelled: Iterable[str]) -> None:
    """Remove words that stand in no entry any more: of an erased person's name nothing stays."""
    for text in sorted(set(spelled)):
        used = select(entry.c.id).where(entry.c.lexemes.op("@@")(cast(quoted(text), TSQUERY)))
        if (await work.execute(used.limit(1))).first() is None:
            await work.execute(delete(shape).where(shape.c.word == text))
            await work.execute(delete(word).where(word.c.word == text))


async def close_to(work: Work, typed: Iterable[str]) -> dict[str, list[str]]:
    """For each word that was typed the known ones that are close or hold it, those of like length first."""
    close: dict[str, list[str]] = {text: [] for text in typed}
    if not close:
        return close
    for row in await work.execute(union_all(*map(_close, sorted(close)))):
        close[row.typed].append(row.word)
    for text, words in close.items():
        words.sort(key=lambda one: (abs(len(one) - len(text)), one))
    return close


def _close(typed: str) -> Select[tuple[str, str]]:
    near = select(shape.c.word).where(shape.c.shape.in_(sorted(shapes(typed) or {typed})))
    holding = select(word.c.word).where(word.c.word.contains(typed, autoescape=True))
    either = union(near.limit(CLOSE_WORDS), holding.limit(CLOSE_WORDS)).subquery()
    return select(literal(typed).label("typed"), either.c.word)
