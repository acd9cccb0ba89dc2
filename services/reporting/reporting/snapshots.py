"""One snapshot of the dashboard for each scope, language and period, kept until something is applied.

Whatever this service applies moves a position of its projections, also in another process.
"""

import asyncio
import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from chassis.language import speaking
from chassis.work import Caller, Database, Work
from reporting.overview import overview
from reporting.overview.periods import Stretch
from reporting.overview.schemas import Overview
from reporting.overview.sheet import READS

PERMISSION = "reports.read"
MOST_KEPT = 256
STAMP = text("""
SELECT (SELECT sum(next_offset) FROM position WHERE group_name = 'reporting.projections'),
       (SELECT count(*) FROM parked_event WHERE group_name = 'reporting.projections'),
       (now() AT TIME ZONE :zone)::date
""")

Stamp = tuple[Any, ...]


async def stamp(work: Work) -> Stamp:
    """What changes with whatever was applied, and with the day."""
    return tuple((await work.execute(STAMP, {"zone": work.settings.company_zone})).one())


@dataclass(frozen=True)
class Question:
    """What a snapshot shows; people of one reach and one language ask the same."""

    reach: tuple[Any, ...]
    lists: frozenset[str]
    period: Stretch
    territory: str | None
    language: str
    caller: Caller = field(compare=False)


def question(caller: Caller, period: Stretch, territory: str | None, language: str) -> Question:
    """The question of this person."""
    lists = frozenset(name for name, permission in READS.items() if caller.may(permission))
    return Question(caller.reach(PERMISSION), lists, period, territory, language, caller)


@dataclass(frozen=True)
class Snapshot:
    """An overview, its JSON, and a digest of that as its id: the same from every process."""

    overview: Overview
    json: str
    id: str


@dataclass
class Slot:
    """What is kept of a question; the lock lets one computation serve all who ask meanwhile."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    stamp: Stamp = ()
    snapshot: Snapshot | None = None


class Snapshots:
    """The snapshots of this process."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.computed = 0
        self._slots: OrderedDict[Question, Slot] = OrderedDict()

    async def latest(self, asked: Question, known: Stamp | None = None) -> Snapshot:
        """The snapshot as of now, or as of a stamp that was just read."""
        slot = self._slot(asked)
        async with slot.lock:
            now = known if known is not None else await self.database.read(stamp)
            if slot.snapshot is None or slot.stamp != now:
                slot.snapshot = await self._computed(asked)
                slot.stamp = now
            return slot.snapshot

    def _slot(self, asked: Question) -> Slot:
        slot = self._slots.setdefault(asked, Slot())
        self._slots.move_to_end(asked)
        if len(self._slots) > MOST_KEPT:
            self._slots.popitem(last=False)
        return slot

    async def _computed(self, asked: Question) -> Snapshot:
        self.computed += 1
        with speaking(asked.language):
            found = await self.database.look(
                lambda work: overview(work, asked.period, asked.territory),
                caller=asked.caller,
                permission=PERMISSION,
            )
        json = found.model_dump_json()
        return Snapshot(found, json, hashlib.sha256(json.encode()).hexdigest()[:24])
