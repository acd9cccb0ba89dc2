"""kill -9 of one process after the other, in a random order that a seed repeats; each must recover."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from saleswire.processes import Handle
from tests.faults.load import Stuck, until
from tests.faults.stand import Stand

INFRASTRUCTURE = ("kafka", "postgres")
KEEPERS = ("preloaded",)
STRANGERS = ("production", "accounting")
RECOVERY = 120.0  # seconds until everything must be ready again
BREATH = (0.2, 2.5)  # seconds of work between two kills


@dataclass(frozen=True)
class Kill:
    """One death: who, and after how many seconds everything was ready again."""

    name: str
    back: float


def kinds(stand: Stand) -> list[str]:
    """Every kind of process that is replaced; the supervisor is not, with it all of them end."""
    return [*stand.place.services(), *INFRASTRUCTURE, *KEEPERS, *STRANGERS]


def deck(names: list[str], count: int, seed: int) -> list[str]:
    """``count`` names, every kind as often as the others, in a random order."""
    dealer = random.Random(seed)
    drawn: list[str] = []
    while len(drawn) < count:
        drawn += dealer.sample(names, len(names))
    return drawn[:count]


async def kill_many(
    stand: Stand,
    count: int,
    seed: int,
    told: Callable[[str], None] = print,
    end: float | None = None,
    at_once: int = 1,
) -> list[Kill]:
    """Kill so many, at most ``at_once`` of them away at a time; stops early at ``end`` (monotonic).

    Whoever keeps the others alive dies alone. Raises Stuck when one stays away.
    """
    dealer, killing = random.Random(seed + 1), Killing(stand, told)
    for name in deck(kinds(stand), count, seed):
        await asyncio.sleep(dealer.uniform(*BREATH) / at_once)
        await killing.room_for(name, at_once)
        if end is not None and time.monotonic() > end:
            break
        killing.strike(name)
    await killing.room_for("preloaded", at_once)
    return killing.kills


@dataclass
class Killing:
    """Who died, and who is away at present."""

    stand: Stand
    told: Callable[[str], None]
    kills: list[Kill] = field(default_factory=list)
    away: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def room_for(self, name: str, at_once: int) -> None:
        """Wait until this one may die: it is there, and few enough others are away."""
        most = 0 if name in KEEPERS or self.away.keys() & set(KEEPERS) else at_once - 1
        while len(self.away) > most or name in self.away:
            await asyncio.wait(self.away.values(), return_when=asyncio.FIRST_COMPLETED)
            ended = [each for each, task in self.away.items() if task.done()]
            for each in ended:
                self.away.pop(each).result()
            most = 0 if name in KEEPERS or self.away.keys() & set(KEEPERS) else at_once - 1

    def strike(self, name: str) -> None:
        """kill -9."""
        self.away[name] = asyncio.create_task(self._strike(name, alone=name in KEEPERS))

    async def _strike(self, name: str, *, alone: bool) -> None:
        self.kills.append(await kill(self.stand, name, alone=alone))
        self.told(f"kill {len(self.kills):>3} {name:<12} back after {self.kills[-1].back:5.1f} s")


async def kill(stand: Stand, name: str, *, alone: bool) -> Kill:
    """kill -9, and wait until it (and all others, when it died alone) is ready again without any help."""
    victim = process(stand, name)
    if victim is None:
        raise Stuck(f"{name} does not run")
    os.kill(victim.pid, signal.SIGKILL)
    began = time.monotonic()

    async def back() -> bool:
        now = process(stand, name)
        if now is None or now == victim:
            return False
        return await stand.whole() if alone else ready(stand, name)

    await until(back, f"{name} comes back", RECOVERY)
    return Kill(name, time.monotonic() - began)


def ready(stand: Stand, name: str) -> bool:
    """Whether the supervisor found it ready."""
    record = stand.record
    return record is not None and record.components[name].state == "ready"


def process(stand: Stand, name: str) -> Handle | None:
    """The process of that name that runs now."""
    record = stand.record
    if record is None:
        return None
    line = record.supervisor if name == "supervisor" else record.components.get(name)
    return line.handle if line else None
