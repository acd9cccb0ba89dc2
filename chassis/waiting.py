"""Read your writes: wait until groups of this service have applied an event (``Wait-For``).

Consumers of the same process wake the waiters with their commits; those of other processes are seen
by asking every 10 ms.
"""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.statements import fetch

if TYPE_CHECKING:
    from chassis.database import Database
    from chassis.work import Work

POLL = 0.01  # seconds
HOW_MANY = """
SELECT count(*) FROM last_sequence
 WHERE group_name = ANY($1::text[]) AND topic = $2 AND aggregate_id = $3 AND sequence >= $4
"""


class Applied:
    """Tells this process's waiters that a consumer has committed."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def tell(self) -> None:
        """Wake everybody who waits."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait(self, seconds: float) -> None:
        """Return at the next commit, at the latest after ``seconds``."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait({waiter}, timeout=seconds)
        finally:
            self._waiters.discard(waiter)


async def wait_for(
    database: "Database",
    groups: Collection[str],
    topic: str,
    aggregate_id: UUID,
    sequence: int,
    timeout: float = 2.0,  # noqa: ASYNC109  # it answers False in the end, it does not raise
) -> bool:
    """Have all groups applied this event of the aggregate within ``timeout`` seconds?

    ``groups`` and ``topic`` are names without prefix, e.g. ``orders.projections``.
    """
    names = sorted(set(groups))
    clock = asyncio.get_running_loop().time
    deadline = clock() + timeout
    while await database.run(_how_many, names, topic, aggregate_id, sequence) < len(names):
        remaining = deadline - clock()
        if remaining <= 0:
            return False
        await database.applied.wait(min(POLL, remaining))
    return True


async def _how_many(work: "Work", names: list[str], topic: str, aggregate_id: UUID, sequence: int) -> int:
    return int((await fetch(work, HOW_MANY, names, topic, aggregate_id, sequence))[0][0])
