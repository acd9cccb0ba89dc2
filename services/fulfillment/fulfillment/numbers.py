"""Numbers of several documents at once, from a sequence."""

from collections.abc import Sequence

from sqlalchemy import text

from chassis.work import Work

NUMBERS = text("SELECT nextval(CAST(:sequence AS regclass)) FROM generate_series(1, :count)")


async def next_numbers(work: Work, sequence: str, count: int) -> Sequence[int]:
    """So many values of the sequence; a rollback leaves a gap."""
    if count == 0:
        return ()
    return (await work.execute(NUMBERS, {"sequence": sequence, "count": count})).scalars().all()
