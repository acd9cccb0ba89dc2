"""How far a group has read: the truth stands in our database and moves by compare-and-set.

A consumer remembers what it believes; where the database disagrees, another consumer owns the
partition and nothing of the batch may be applied.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import text

from chassis.work import Work

READ = text("""
SELECT topic, partition, next_offset FROM position WHERE group_name = :group
   AND (topic, partition) IN (SELECT * FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS int[])))
""")
BEGIN = text("""
INSERT INTO position (group_name, topic, partition, next_offset)
SELECT :group, topic, partition, 0
  FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS int[])) AS new(topic, partition)
ON CONFLICT DO NOTHING
""")
MOVE = text("""
UPDATE position p SET next_offset = v.next
  FROM unnest(CAST(:topics AS text[]), CAST(:partitions AS int[]),
              CAST(:expected AS bigint[]), CAST(:next AS bigint[])) AS v(topic, partition, expected, next)
 WHERE p.group_name = :group AND p.topic = v.topic AND p.partition = v.partition
   AND p.next_offset = v.expected
RETURNING 1
""")


class Fenced(Exception):
    """Another consumer moved the position: it owns the partition now, or the database was restored."""


class Place(NamedTuple):
    """A partition of a topic; the topic without the installation's prefix."""

    topic: str
    partition: int


class Step(NamedTuple):
    """A move of one position."""

    place: Place
    expected: int
    next: int


async def read(work: Work, group: str, places: Iterable[Place]) -> dict[Place, int]:
    """Next offset of each place; places that were never read begin at 0 from here on."""
    wanted = {"group": group, **_columns(places)}
    await work.execute(BEGIN, wanted)
    return {Place(topic, partition): offset for topic, partition, offset in await work.execute(READ, wanted)}


async def move(work: Work, group: str, steps: Iterable[Step]) -> None:
    """Move all positions; raises Fenced when one of them is not where it was expected."""
    ordered = sorted(steps)
    places, expected = _columns(step.place for step in ordered), [step.expected for step in ordered]
    values = {"group": group, **places, "expected": expected, "next": [step.next for step in ordered]}
    if (await work.execute(MOVE, values)).rowcount != len(ordered):
        raise Fenced(f"{group} does not own {[tuple(s.place) for s in ordered]} as of {expected}")


def _columns(places: Iterable[Place]) -> dict[str, list[Any]]:
    listed = list(places)
    return {"topics": [place.topic for place in listed], "partitions": [place.partition for place in listed]}
