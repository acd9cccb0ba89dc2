"""The partitions of the journal, one for each month (UTC)."""

from datetime import UTC, datetime

MONTHS_AHEAD = 2


def month_partition(year: int, month: int) -> str:
    """SQL that creates the partition of one month (UTC) unless it exists."""
    first = datetime(year, month, 1, tzinfo=UTC)
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return (
        f"CREATE TABLE IF NOT EXISTS journal_{first:%Y_%m} PARTITION OF journal "
        f"FOR VALUES FROM ('{first.isoformat()}') TO ('{after.isoformat()}')"
    )


def month_partitions(now: datetime, ahead: int = MONTHS_AHEAD) -> list[str]:
    """SQL for the partitions of this month and the following ones."""
    months = [now.year * 12 + now.month - 1 + n for n in range(ahead + 1)]
    return [month_partition(month // 12, month % 12 + 1) for month in months]
