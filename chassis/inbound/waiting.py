"""Read your writes: wait until groups of this service have applied an event (``Wait-For``).

Consumers of the same process ring with their commits; those of other processes are seen by asking the
database, more and more rarely.
"""

import asyncio
from collections.abc import Collection, Mapping
from itertools import chain, repeat

from sqlalchemy import text

from chassis.work import Database, Mark, Work, rest

OFTEN = (0.005, 0.01, 0.02, 0.04, 0.08, 0.16)  # seconds between looks
RARELY = (0.05, 0.3)  # where the bell rings for all that was applied since this process began
AT_WHICH = text("""
SELECT group_name, topic, aggregate_id, sequence FROM last_sequence
  JOIN unnest(CAST(:groups AS text[]), CAST(:topics AS text[]), CAST(:ids AS uuid[]))
    AS wanted (group_name, topic, aggregate_id)
 USING (group_name, topic, aggregate_id)
""")


async def wait_for(
    database: Database,
    wanted: Mapping[Mark, int],
    timeout: float = 2.0,  # noqa: ASYNC109  # it answers False in the end, it does not raise
) -> bool:
    """Have the groups applied these sequences of the aggregates within ``timeout`` seconds?

    One query asks for all of them, and between queries no connection is held.
    """
    applied, clock = database.applied, asyncio.get_running_loop().time
    deadline = clock() + timeout
    missing = dict(wanted)
    with applied.bell(wanted.keys()) as bell:
        pauses = RARELY if applied.hears_all(wanted) else OFTEN
        for pause in chain(pauses, repeat(pauses[-1])):
            missing = {mark: last for mark, last in missing.items() if not applied.knows(mark, last)}
            if not missing:
                return True
            bell.clear()
            await rest(bell, max(0.0, min(pause, deadline - clock())))
            if bell.is_set():
                continue
            reached = await database.read(_reached, missing.keys())
            missing = {mark: last for mark, last in missing.items() if reached.get(mark, 0) < last}
            if missing and clock() >= deadline:
                return False
    raise AssertionError("unreachable")


async def _reached(work: Work, marks: Collection[Mark]) -> dict[Mark, int]:
    groups, topics, ids = zip(*marks, strict=True)
    asked = {"groups": list(groups), "topics": list(topics), "ids": list(ids)}
    rows = await work.execute(AT_WHICH, asked)
    return {Mark(row[0], row[1], row[2]): row[3] for row in rows}
