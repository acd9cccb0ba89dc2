"""Human numbers: gapless ones from a counter row for legal documents, others from a sequence.

A draft of a legal document has no number; a void one keeps its own.
"""

from typing import TYPE_CHECKING

from chassis.statements import fetch

if TYPE_CHECKING:
    from chassis.work import Work

COUNT = """
INSERT INTO number_series AS n (series, year, last) VALUES ($1, $2, 1)
ON CONFLICT (series, year) DO UPDATE SET last = n.last + 1 RETURNING last
"""
NEXT = "SELECT nextval($1::text::regclass)"


async def next_number(work: "Work", series: str, year: int) -> int:
    """The next number of a series in a fiscal year, beginning with 1, without gaps.

    It locks the counter until the commit, so that a rollback gives the number back: call it last, after
    all that may fail or wait. Of two series in one transaction take the alphabetically first one first.
    """
    return int((await fetch(work, COUNT, series, year))[0][0])


async def next_from_sequence(work: "Work", name: str) -> int:
    """The next value of a database sequence, without waiting for anybody; a rollback leaves a gap."""
    return int((await fetch(work, NEXT, name))[0][0])


def numbered(prefix: str, year: int, number: int) -> str:
    """``numbered("Q", 2026, 123)`` is ``Q-2026-000123``."""
    return f"{prefix}-{year:04d}-{number:06d}"
