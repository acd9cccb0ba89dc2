"""Read your writes: wait until groups of this service have applied an event (``Wait-For``).

Consumers of the same process ring with their commits; those of other processes are seen by asking the
database, more and more rarely.
"""

import asyncio
from collections.abc import Collection
from itertools import chain, repeat
from typing import TYPE_CHECKING
from uuid import UUID

from chassis.applied import Mark, rest
from chassis.statements import fetch

if TYPE_CHECKING:
    from chassis.database import Database
    from chassis.work import Work

OFTEN = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16)  # seconds between looks
RARELY = (0.05, 0.3)  # where the bell rings for all that was applied since this process began
AT_WHICH = """
SELECT group_name FROM last_sequence
 WHERE group_name = ANY($1::text[]) AND topic = $2 AND aggregate_id = $3 AND sequence >= $4
"""


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
    applied, clock = database.applied, asyncio.get_running_loop().time
    deadline = clock() + timeout
    missing = {Mark(group, topic, aggregate_id) for group in groups}
    with applied.bell(missing) as bell:
        pauses = RARELY if applied.hears_all(missing) else OFTEN
        for pause in chain(pauses, repeat(pauses[-1])):
            if not (missing := {mark for mark in missing if not applied.knows(mark, sequence)}):
                return True
            bell.clear()
            await rest(bell, max(0.0, min(pause, deadline - clock())))
            if bell.is_set():
                continue
            missing -= await database.read(_there, missing, sequence)
            if missing and clock() >= deadline:
                return False
    raise AssertionError("unreachable")


async def _there(work: "Work", marks: Collection[Mark], sequence: int) -> set[Mark]:
    by_group = {mark.group: mark for mark in marks}
    mark = next(iter(marks))
    rows = await fetch(work, AT_WHICH, list(by_group), mark.topic, mark.aggregate_id, sequence)
    return {by_group[row[0]] for row in rows}
