"""People are told of a key that is stuck, once, and once more when it is free again.

The re-drive compares what is parked with what was told. So an event's way costs nothing more, and whoever
parked or freed a key (a consumer, a timer, an operator, a replay) need not say so.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import text

from chassis.inbound.groups import Group
from chassis.inbound.parking import read_parked
from chassis.inbound.received import Incoming, Received
from chassis.work import Aggregate, Work, enter, load, save, told_key
from contracts.messages import events, states, streams
from contracts.parking import PARKED_KEY, KeyFreed, KeyStuck, WhyParked, parked_key_id

# waits for a person, or for so long that somebody should know
STUCK = "(retry_at IS NULL AND reason <> 'gap' OR parked_at < clock_timestamp() - interval '1 minute')"
UNTOLD = text(f"""
SELECT topic, key, true FROM parked_key AS k
 WHERE group_name = :group AND topic <> :own_topic AND {STUCK} AND NOT EXISTS (
       SELECT FROM told_key t WHERE stuck AND (t.group_name, t.topic, t.key) = (k.group_name, k.topic, k.key))
UNION ALL
SELECT topic, key, false FROM told_key AS t
 WHERE group_name = :group AND stuck AND NOT EXISTS (
       SELECT FROM parked_key k WHERE (k.group_name, k.topic, k.key) = (t.group_name, t.topic, t.key))
 LIMIT 100
""")
HEAD = text("""
SELECT reason, k.parked_at, e.*, (
       SELECT count(*) FROM parked_event
        WHERE (group_name, topic, key) = (k.group_name, k.topic, k.key)) AS waiting
  FROM parked_key AS k, LATERAL (
       SELECT id, topic, partition, "offset", key, headers::text, body, parked_at FROM parked_event
        WHERE (group_name, topic, key) = (k.group_name, k.topic, k.key) ORDER BY sequence, id LIMIT 1) AS e
 WHERE (k.group_name, k.topic, k.key) = (:group, :topic, :key)
""")
VIA = "timer:parked-keys"


@dataclass(frozen=True)
class Standstill:
    """What stands still: the event that could not be applied, why, since when, and how many wait with it."""

    head: Incoming
    reason: str
    since: datetime
    waiting: int

    @property
    def event_type(self) -> str:
        """The event's type where it is one of ours: a stranger may have written anything there."""
        return self.head.type if self.head.type in events() | states() else ""

    @property
    def deal(self) -> UUID | None:
        """The correlation id of the deal that waits."""
        head = self.head
        return head.correlation_id if isinstance(head, Received) and not head.foreign else None


@dataclass(kw_only=True)
class ToldKey(Aggregate):
    """What was told of a key."""

    stream = PARKED_KEY
    table = told_key

    group_name: str
    topic: str
    key: bytes
    stuck: bool = False

    def stand_still(self, found: Standstill) -> KeyStuck | None:
        """It is stuck; None when that was told."""
        if self.stuck:
            return None
        self.stuck = True
        return KeyStuck(
            **self._facts(),
            event_type=found.event_type,
            reason=WhyParked(found.reason),
            parked_since=found.since,
            waiting=found.waiting,
        )

    def go_on(self) -> KeyFreed | None:
        """Nothing waits any more; None when that was told, or that something waits never was."""
        if not self.stuck:
            return None
        self.stuck = False
        return KeyFreed(**self._facts())

    def _facts(self) -> dict[str, Any]:
        kinds = {stream.topic: stream.name for stream in streams().values()}
        return {
            "parked_key_id": self.id,
            "service": self.group_name.partition(".")[0],
            "group": self.group_name,
            "topic": self.topic,
            "document_kind": kinds.get(self.topic, ""),
            "document_id": _aggregate_of(self.key),
        }


def _aggregate_of(key: bytes) -> UUID | None:
    with suppress(ValueError):
        return UUID(key.decode())
    return None


async def tell(group: Group) -> None:
    """Say of the group's keys what was not said yet, each in a transaction of its own."""
    for topic, key, waits in await group.database.run(_untold, group.name):
        say = _say_stuck if waits else _say_free
        about = partial(say, group=group, topic=topic, key=bytes(key))
        await group.database.transact(about, via=VIA)


async def _untold(work: Work, group: str) -> Sequence[Any]:
    # of a key on the very topic nothing is said there: it might be parked in its turn
    return (await work.execute(UNTOLD, {"group": group, "own_topic": PARKED_KEY.topic})).all()


async def _say_stuck(work: Work, group: Group, topic: str, key: bytes) -> None:
    found = await _standstill(work, group, topic, key)
    if found is None:
        return
    id = parked_key_id(group.name, topic, key)
    fresh = ToldKey(id=id, correlation_id=id, group_name=group.name, topic=topic, key=key)
    told = await enter(work, fresh)
    if event := told.stand_still(found):
        work.publish(told, event, deal=found.deal)
        await save(work, told)


async def _say_free(work: Work, group: Group, topic: str, key: bytes) -> None:
    told = await load(work, ToldKey, parked_key_id(group.name, topic, key))
    if await _standstill(work, group, topic, key) is None and (event := told.go_on()):
        work.publish(told, event)
        await save(work, told)


async def _standstill(work: Work, group: Group, topic: str, key: bytes) -> Standstill | None:
    about = {"group": group.name, "topic": topic, "key": key}
    row = (await work.execute(HEAD, about)).one_or_none()
    if row is None:
        return None
    reason, since, *event, waiting = row
    return Standstill(read_parked(group.reader, event), reason, since, waiting)
