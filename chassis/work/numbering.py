"""Human numbers: gapless ones from a counter row for legal documents, others from a sequence.

A draft of a legal document has no number; a void one keeps its own.
"""

from sqlalchemy import text

from chassis.work.work import Work

COUNT = text("""
INSERT INTO number_series AS n (series, year, last) VALUES (:series, :year, 1)
ON CONFLICT (series, year) DO UPDATE SET last = n.last + 1 RETURNING last
""")
NEXT = text("SELECT nextval(CAST(:name AS text)::regclass)")


async def next_number(work: Work, series: str, year: int) -> int:
    """The next number of a series in a fiscal year, beginning with 1, without gaps.

    It locks the counter until the commit, so that a rollback gives the number back: call it last, after
    all that may fail or wait. Of two series in one transaction take the alphabetically first one first.
    """
    return int((await work.execute(COUNT, {"series": series, "year": year})).scalar_one())


async def next_from_sequence(work: Work, name: str) -> int:
    """The next value of a database sequence, without waiting for anybody; a rollback leaves a gap."""
    return int((await work.execute(NEXT, {"name": name})).scalar_one())


def numbered(prefix: str, year: int, number: int) -> str:
    """``numbered("Q", 2026, 123)`` is ``Q-2026-000123``."""
    return f"{prefix}-{year:04d}-{number:06d}"
