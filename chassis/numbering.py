"""Human numbers: gapless ones from a counter row for legal documents, others from a sequence.

A draft of a legal document has no number; a void one keeps its own.
"""

from typing import TYPE_CHECKING

from sqlalchemy import Sequence, select
from sqlalchemy.dialects.postgresql import insert

from chassis.tables import number_series

if TYPE_CHECKING:
    from chassis.work import Work


async def next_number(work: "Work", series: str, year: int) -> int:
    """The next number of a series in a fiscal year, beginning with 1, without gaps.

    It locks the counter until the commit, so that a rollback gives the number back: call it last, after
    all that may fail or wait. Of two series in one transaction take the alphabetically first one first.
    """
    statement = insert(number_series).values(series=series, year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["series", "year"], set_={"last": number_series.c.last + 1}
    )
    return int((await work.execute(statement.returning(number_series.c.last))).scalar_one())


async def next_from_sequence(work: "Work", name: str) -> int:
    """The next value of a database sequence, without waiting for anybody; a rollback leaves a gap."""
    return int((await work.execute(select(Sequence(name).next_value()))).scalar_one())


def numbered(prefix: str, year: int, number: int) -> str:
    """``numbered("Q", 2026, 123)`` is ``Q-2026-000123``."""
    return f"{prefix}-{year:04d}-{number:06d}"
