"""A run under faults, from the empty copy to the verdict: load, kills, the wait until all is quiet."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from tests.faults.checker import Finding, check
from tests.faults.company import found
from tests.faults.evidence import collect
from tests.faults.history import History
from tests.faults.killing import Kill, kill_many
from tests.faults.load import Market, until
from tests.faults.rows import Evidence
from tests.faults.stand import Stand, standing, strays

WRITES = 10.0  # commands a second
WORKERS = 10  # deals at the same time
QUIET = 90.0  # seconds in which everything must have been applied
Faults = Callable[[Stand], Awaitable[list[Kill]]]


@dataclass
class Outcome:
    """What came out of a run."""

    kills: list[Kill] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    closed: int = 0
    cancelled: int = 0
    operations: int = 0
    repeated: int = 0
    events: int = 0
    duplicates: int = 0
    digests: list[str] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def line(self) -> str:
        """The run in one line."""
        kinds = len({kill.name for kill in self.kills})
        return (
            f"{len(self.kills)} kills of {kinds} kinds, {self.operations} commands ({self.repeated} attempts "
            f"repeated), {self.closed} deals closed, {self.cancelled} cancelled, {self.events} events "
            f"({self.duplicates} delivered again) in {self.seconds:.0f} s: {len(self.findings)} findings"
        )


async def run(faults: Faults, finish: Callable[[Stand], Awaitable[list[str]]] | None = None) -> Outcome:
    """Everything; ``finish`` is asked on the quiet stack at the end and gives digests."""
    outcome, began = Outcome(), time.monotonic()
    async with standing() as stand:
        history = History(stand.place.state / "history.jsonl")
        try:
            market = await found(stand, history, WRITES)
            outcome.kills = await under_load(stand, market, faults)
            evidence = await quiet(stand, history)
            tell(outcome, evidence, market)
            outcome.digests = await finish(stand) if finish else []
        finally:
            history.close()
    outcome.strays = strays(stand)
    outcome.findings += [Finding("stray", "end", f"process {pid} still runs") for pid in outcome.strays]
    outcome.seconds = time.monotonic() - began
    return outcome


async def under_load(stand: Stand, market: Market, faults: Faults) -> list[Kill]:
    """The faults while deals are made; all deals that were begun are finished."""
    over = asyncio.Event()
    sellers = [market.sellers[number % len(market.sellers)] for number in range(WORKERS)]
    trading = [asyncio.create_task(market.trade(seller, over)) for seller in sellers]
    try:
        return await faults(stand)
    finally:
        over.set()
        await asyncio.gather(*trading)
        await market.close()


async def quiet(stand: Stand, history: History) -> Evidence:
    """The evidence, once nothing is on its way any more; as it is when that takes too long."""

    async def settled() -> bool:
        return await stand.whole() and not await unsent(stand)

    await until(settled, "every outbox is empty", QUIET)
    end = time.monotonic() + QUIET
    while True:
        evidence = await collect(stand, history)
        if time.monotonic() > end or not waiting(evidence):
            return evidence
        await asyncio.sleep(1)


def waiting(evidence: Evidence) -> bool:
    """Whether something may still come: the checker misses what is only late."""
    return any(finding.kind in ("lost", "unsent", "parked", "money") for finding in check(evidence))


async def unsent(stand: Stand) -> int:
    """Rows in all outboxes."""
    rows = 0
    for service in stand.owners:
        connection = await asyncpg.connect(stand.database(service))
        try:
            rows += await connection.fetchval("SELECT count(*) FROM outbox")
        finally:
            await connection.close()
    return rows


def tell(outcome: Outcome, evidence: Evidence, market: Market) -> None:
    """Judge the evidence; deals that did not come to their end are findings, too."""
    outcome.findings = check(evidence)
    outcome.findings += [Finding("stuck", "end", words) for words in market.stuck]
    outcome.closed, outcome.cancelled = market.closed, market.cancelled
    outcome.operations = len(evidence.operations)
    outcome.repeated = sum(each.attempts - 1 for each in evidence.operations)
    outcome.events = len({event.id for event in evidence.said})
    outcome.duplicates = len(evidence.said) - outcome.events


def killing(
    count: int,
    seed: int,
    told: Callable[[str], Any] = print,
    end: float | None = None,
    at_once: int = 1,
) -> Faults:
    """So many kills in the order of the seed."""

    async def faults(stand: Stand) -> list[Kill]:
        return await kill_many(stand, count, seed, told, end, at_once)

    return faults
