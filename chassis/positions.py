"""How far a group has read: the truth stands in our database and moves by compare-and-set.

A consumer remembers what it believes; where the database disagrees, another consumer owns the
partition and nothing of the batch may be applied.
"""

from collections.abc import Iterable
from typing import NamedTuple

from chassis.statements import change, fetch
from chassis.work import Work

READ = """
SELECT topic, partition, next_offset FROM position WHERE group_name = $1
   AND (topic, partition) IN (SELECT * FROM unnest($2::text[], $3::int[]))
"""
BEGIN = """
INSERT INTO position (group_name, topic, partition, next_offset)
SELECT $1, topic, partition, 0 FROM unnest($2::text[], $3::int[]) AS new(topic, partition)
ON CONFLICT DO NOTHING
"""
MOVE = """
UPDATE position p SET next_offset = v.next
  FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[]) AS v(topic, partition, expected, next)
 WHERE p.group_name = $1 AND p.topic = v.topic AND p.partition = v.partition AND p.next_offset = v.expected
RETURNING 1
"""


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
    topics, partitions = _columns(places)
    await change(work, BEGIN, group, topics, partitions)
    rows = await fetch(work, READ, group, topics, partitions)
    return {Place(row[0], row[1]): row[2] for row in rows}


async def move(work: Work, group: str, steps: Iterable[Step]) -> None:
    """Move all positions; raises Fenced when one of them is not where it was expected."""
    ordered = sorted(steps)
    topics, partitions = _columns(step.place for step in ordered)
    expected, following = [s.expected for s in ordered], [s.next for s in ordered]
    if await change(work, MOVE, group, topics, partitions, expected, following) != len(ordered):
        raise Fenced(f"{group} does not own {[tuple(s.place) for s in ordered]} as of {expected}")


def _columns(places: Iterable[Place]) -> tuple[list[str], list[int]]:
    listed = list(places)
    return [place.topic for place in listed], [place.partition for place in listed]
