"""A run under faults, from the empty copy to the verdict: for each fault load, the fault, and silence.

All faults of a run meet the same copy; what the checker finds after one of them is that one's.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.faults.checker import Finding, check
from tests.faults.company import found
from tests.faults.evidence import Log, collect
from tests.faults.history import History
from tests.faults.killing import Kill, kill_many
from tests.faults.lag import unsent, waiting
from tests.faults.load import Stuck, until
from tests.faults.rows import Evidence
from tests.faults.scene import Fault, Figures, Phase, Scene, stopwatch
from tests.faults.stand import Stand, standing, strays

WRITES = 10.0  # commands a second
WORKERS = 10  # deals at the same time
QUIET = 90.0  # seconds in which everything must have been applied


@dataclass
class Report:
    """What one fault did, and what the checker says of it."""

    name: str
    figures: Figures = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seconds: float = 0.0
    commands: int = 0
    repeated: int = 0
    closed: int = 0

    @property
    def line(self) -> str:
        """The report in one line."""
        said = ", ".join(f"{name} {value}" for name, value in self.figures.items())
        what = f"{self.commands} commands ({self.repeated} attempts repeated), {self.closed} deals closed"
        verdict = f"{len(self.findings)} findings"
        return f"{self.name:<12} {self.seconds:4.0f} s: {what}{', ' if said else ''}{said}: {verdict}"


@dataclass
class Outcome:
    """What came out of a run."""

    reports: list[Report] = field(default_factory=list)
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


async def run(
    phases: Mapping[str, Phase],
    finish: Callable[[Stand], Awaitable[list[str]]] | None = None,
    say: Callable[[str], Any] = print,
) -> Outcome:
    """Everything; ``finish`` is asked on the quiet stack at the end and gives digests."""
    outcome, began = Outcome(), time.monotonic()
    async with standing() as stand, scene_on(stand, say) as scene:
        log = Log()
        for name, phase in phases.items():
            report = await reported(name, phase, scene, log, outcome)
            outcome.reports.append(report)
            say(report.line)
        tell(outcome, scene, log)
        outcome.digests = await finish(stand) if finish else []
    outcome.strays = strays(stand)
    outcome.findings += [Finding("stray", "end", f"process {pid} still runs") for pid in outcome.strays]
    outcome.seconds = time.monotonic() - began
    return outcome


@asynccontextmanager
async def scene_on(stand: Stand, say: Callable[[str], Any] = print) -> AsyncIterator[Scene]:
    """A company on the copy, and the history of what it does."""
    history = History(stand.place.state / "history.jsonl")
    try:
        market = await found(stand, history, WRITES)
        yield Scene(stand, history, market, say)
        await market.close()
    finally:
        history.close()


async def reported(name: str, phase: Phase, scene: Scene, log: Log, outcome: Outcome) -> Report:
    """One fault with all that belongs to it; findings that are known are not said again."""
    report, market = Report(name), scene.market
    before = len(scene.history.operations), scene.history.repeated, market.closed
    with stopwatch() as seconds:
        report.figures = await boxed(phase, scene, report)
        if scene.shorter:
            log.forget()
        evidence = await quiet(scene, log)
    known = set(outcome.findings)
    new = [*scene.unkept, *report.findings, *check(evidence)]
    new += [Finding("stuck", "end", words) for words in market.stuck]
    report.findings = [finding for finding in dict.fromkeys(new) if finding not in known]
    outcome.findings += report.findings
    outcome.kills += scene_kills(report)
    after = len(scene.history.operations), scene.history.repeated, market.closed
    report.commands, report.repeated, report.closed = (b - a for a, b in zip(before, after, strict=True))
    report.seconds = seconds()
    return report


async def boxed(phase: Phase, scene: Scene, report: Report) -> Figures:
    """The fault under load within its time; what it could not bring about is a finding."""
    try:
        async with trading(scene) if phase.load else nothing():
            async with asyncio.timeout(phase.seconds):
                return await phase.fault(scene)
    except Exception as trouble:
        words = f"{report.name}: {type(trouble).__name__} {trouble}"
        report.findings.append(Finding("stuck", "fault", words))
        return {}


@asynccontextmanager
async def trading(scene: Scene) -> AsyncIterator[None]:
    """Deals are made meanwhile; all that were begun are finished."""
    over, market = asyncio.Event(), scene.market
    sellers = [market.sellers[number % len(market.sellers)] for number in range(WORKERS)]
    tasks = [asyncio.create_task(market.trade(seller, over)) for seller in sellers]
    try:
        yield
    finally:
        over.set()
        await asyncio.gather(*tasks)


@asynccontextmanager
async def nothing() -> AsyncIterator[None]:
    """No deals meanwhile."""
    yield


async def quiet(scene: Scene, log: Log) -> Evidence:
    """The evidence, once nothing is on its way any more; as it is when that takes too long."""
    stand = scene.stand

    async def settled() -> bool:
        return await stand.whole() and not await unsent(stand) and not await waiting(stand)

    try:
        await until(settled, "silence", QUIET)
    except Stuck:
        words = f"{await unsent(stand)} rows unsent, not read: {dict(await waiting(stand))}"
        scene.expect(False, "stuck", f"something is on its way after {QUIET:.0f} s: {words}")
    end = time.monotonic() + QUIET
    while True:
        evidence = await collect(stand, scene.history, log, scene.strange)
        if time.monotonic() > end or not late(evidence):
            return evidence
        await asyncio.sleep(1)


def late(evidence: Evidence) -> bool:
    """Whether something may still come: the checker misses what is only late."""
    return any(finding.kind in ("lost", "unsent", "parked", "money") for finding in check(evidence))


def scene_kills(report: Report) -> list[Kill]:
    """The kills of a report, taken out of its figures."""
    kills: list[Kill] = report.figures.pop("all_kills", [])
    return kills


def tell(outcome: Outcome, scene: Scene, log: Log) -> None:
    """Add everything up."""
    outcome.closed, outcome.cancelled = scene.market.closed, scene.market.cancelled
    outcome.operations = len(scene.history.operations)
    outcome.repeated = scene.history.repeated
    outcome.events = len({event.id for event, _ in log.records})
    outcome.duplicates = len(log.records) - outcome.events


def killing(
    count: int,
    seed: int,
    end: float | None = None,
    at_once: int = 1,
) -> Fault:
    """So many kills in the order of the seed."""

    async def faults(scene: Scene) -> Figures:
        began = time.monotonic()
        kills = await kill_many(scene.stand, count, seed, scene.say, end, at_once)
        minutes = (time.monotonic() - began) / 60
        scene.expect(len(kills) == count, "missing", f"only {len(kills)} of {count} kills were made")
        back = sorted(kill.back for kill in kills) or [0.0]
        return {
            "kills": len(kills),
            "a minute": round(len(kills) / minutes, 1),
            "back p50": f"{back[len(back) // 2]:.1f} s",
            "back max": f"{back[-1]:.1f} s",
            "all_kills": kills,
        }

    return faults
