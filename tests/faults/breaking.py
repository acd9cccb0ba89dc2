"""The run against broken builds: each rule of delivery that is switched off must be caught.

One copy takes them one after the other, each with people, clients and products of its own; what was
found before a rule is off is not its doing. The switches are in `broken/sitecustomize.py`.
"""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from saleswire.places import PORTS
from saleswire.processes import Handle
from saleswire.serve import told_by
from tests.faults.checker import KINDS, Finding, check
from tests.faults.company import found
from tests.faults.cutting import all_through
from tests.faults.evidence import Log, collect
from tests.faults.forging import enough, forge
from tests.faults.history import History
from tests.faults.killing import process
from tests.faults.lag import behind, unsent
from tests.faults.load import Stuck, until
from tests.faults.proxy import losing
from tests.faults.scene import Scene, stopwatch
from tests.faults.stand import Stand, standing
from tests.faults.tails import lose_tail

LOAD = 8.0  # seconds under the broken rule
FINISH = 10.0  # seconds for deals that are under way then; those that hang are left
DRAIN = 20.0
SOUND = 60.0  # seconds in which all must be in order where nothing may be found
WRITES = 20.0  # commands a second
WORKERS = 10
REACTING = ("crm", "orders", "billing", "fulfillment")
branches = count(1)
Provocation = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True)
class Rule:
    """``wanted`` is a kind that must be found; nothing for what the design must bear."""

    words: str
    switches: str
    wanted: str = ""
    provoke: Provocation | None = None
    mends: bool = False  # with the switch back, a re-drive must leave nothing


@dataclass
class Broken:
    """What was found with a rule off; ``left`` is what a re-drive did not mend."""

    rule: Rule
    found: Counter[str] = field(default_factory=Counter)
    again: int = 0  # records delivered again
    left: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def caught(self) -> bool:
        """Whether the run said of this rule what it must say."""
        if self.rule.wanted:
            return self.found[self.rule.wanted] > 0 and not self.left
        return not any(self.found[kind] for kind in (*KINDS, "parked", "unsent", "journal"))

    @property
    def entry(self) -> dict[str, Any]:
        """As it is written down."""
        about = {"rule": self.rule.words, "expected": self.rule.wanted or "nothing", "caught": self.caught}
        return about | {"found": dict(self.found), "delivered_again": self.again, "left": dict(self.left)}

    @property
    def line(self) -> str:
        """In one line."""
        verdict = "as it must be" if self.caught else "NOT CAUGHT"
        said = ", ".join(f"{number} {kind}" for kind, number in self.found.items()) or "nothing"
        wanted = f"{self.rule.words}: must find {self.rule.wanted or 'nothing'}"
        return f"{self.seconds:4.0f} s: {wanted}, found {said}: {verdict}"


async def die(scene: Scene, *names: str) -> None:
    """kill -9, and wait for the successors."""
    for name in names:
        if victim := process(scene.stand, name):
            os.kill(victim.pid, signal.SIGKILL)
            await until(lambda name=name, victim=victim: new(scene, name, victim), f"{name} again")  # type: ignore[misc]


async def new(scene: Scene, name: str, victim: Handle) -> bool:
    """Whether another process of that name runs."""
    return process(scene.stand, name) not in (None, victim) and await scene.stand.whole()


async def silence_and_kill(scene: Scene) -> None:
    """The broker says nothing while services believe that they have sent; then they die."""
    await asyncio.sleep(3)
    broker = process(scene.stand, "kafka")
    assert broker is not None
    os.kill(broker.pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(4)
        for name in ("quotes", "orders", "billing"):
            if victim := process(scene.stand, name):
                os.kill(victim.pid, signal.SIGKILL)
    finally:
        os.kill(broker.pid, signal.SIGCONT)
    await asyncio.sleep(6)


async def new_leaders(scene: Scene) -> None:
    """Services begin anew, so that their relays are elected under the broken rule."""
    await die(scene, "quotes", "orders")
    await asyncio.sleep(LOAD)


async def lose_answers(scene: Scene) -> None:
    """Clients repeat commands whose answers were lost."""
    async with losing(scene.stand.place.ports["gateway"], 0.3) as (origin, _):
        with all_through(scene, origin):
            await asyncio.sleep(LOAD)


async def forge_when_closed(scene: Scene) -> None:
    """Deals are closed, then their quotes are forged."""
    await until(lambda: enough(scene.stand), "some deals are closed")
    await forge(scene)


async def lose_tail_and_wait(scene: Scene) -> None:
    """An older log is put back; relays go on for longer than they would need to notice."""
    await lose_tail(scene)
    await asyncio.sleep(LOAD)


RULES = {
    "sound": Rule("nothing off: only sent twice, broken off, committed late",
                  "sends_twice breaks_off commits_late"),
    "handler_bug": Rule("a bug in a handler parks keys; mended and re-driven, nothing is left",
                        "handler_bug", "parked", mends=True),
    "ignored_not_recorded": Rule("sequences of ignored types are not recorded",
                                 "ignored_not_recorded", "parked"),
    "takes_twice": Rule("the inbox takes what it knows", "takes_twice sends_twice", "parked"),
    "positions_outside": Rule("positions move outside the effect's transaction",
                              "positions_outside breaks_off", "lost"),
    "inbox_not_recorded": Rule("the inbox does not record what it applied", "inbox_not_recorded", "lost"),
    "gaps_unchecked": Rule("a gap in the versions is not checked", "gaps_unchecked sends_backwards", "lost"),
    "parks_nothing": Rule("a failed event is passed over, not parked", "parks_nothing handler_bug", "lost"),
    "keys_forgotten": Rule("answers are not kept by their Idempotency-Key",
                           "keys_forgotten", "doubled", lose_answers),
    "says_too_little": Rule("a version rises without its event", "says_too_little", "lost"),
    "says_too_early": Rule("the outbox is written outside the transaction", "says_too_early", "doubled"),
    "cause_forgotten": Rule("the causation id is not handed on", "cause_forgotten", "lost"),
    "sends_backwards": Rule("rows are not sent in id order", "sends_backwards", "disordered"),
    "reads_by_cursor": Rule("the outbox is read by a cursor", "reads_by_cursor commits_late", "unsent"),
    "journals_unsent": Rule("rows are journaled that were not sent", "journals_unsent", "lost"),
    "moves_unacked": Rule("rows are journaled before they are acknowledged",
                          "moves_unacked", "lost", silence_and_kill),
    "two_leaders": Rule("no leader lock, and the journal's head is not compared",
                        "two_leaders", "journal", new_leaders),
    "conflicts_unchecked": Rule("the same sequence under another id counts as a duplicate",
                                "conflicts_unchecked", "unnoticed", forge_when_closed),
    "tails_unchecked": Rule("a log that lost its end is not noticed",
                            "tails_unchecked", "lost", lose_tail_and_wait),
}  # fmt: skip


async def break_rules(
    rules: Mapping[str, Rule], say: Callable[[str], Any] = print, end: float | None = None
) -> dict[str, Broken]:
    """What was found with each of these rules off; no further rule is begun after ``end`` (monotonic)."""
    path = [str(Path(__file__).parent / "broken"), *filter(None, [os.environ.get("PYTHONPATH")])]
    with told_by({"PYTHONPATH": os.pathsep.join(path)}):
        async with standing() as stand:
            history, log, broken = History(stand.place.state / "history.jsonl"), Log(), {}
            for name, rule in rules.items():
                if end is not None and time.monotonic() > end:
                    break
                with stopwatch() as seconds:
                    broken[name] = await break_rule(rule, stand, history, log)
                broken[name].seconds = seconds()
                say(f"{name:<20} {broken[name].line}")
            history.close()
    return broken


async def break_rule(rule: Rule, stand: Stand, history: History, log: Log) -> Broken:
    """One rule off, for as long as its load lasts and until nothing moves any more."""
    switch = stand.place.state / "broken"
    market = await found(stand, history, WRITES, f"-{next(branches)}")
    scene = Scene(stand, history, market)
    before, again = set(await findings(scene, log)), repeats(log)
    switch.write_text(rule.switches)
    try:
        hanging = await trade(scene, rule)
        if scene.shorter:
            log.forget()
        new = [*scene.unkept, *await settled(scene, log, before, 0 if rule.wanted else SOUND)]
        broken = Broken(rule, Counter(finding.kind for finding in new), repeats(log) - again)
    finally:
        switch.unlink()
    if rule.mends:
        broken.left = await mended(scene, log, hanging, before)
    for task in hanging:
        task.cancel()
    await asyncio.gather(*hanging, return_exceptions=True)
    await market.close()
    return broken


async def trade(scene: Scene, rule: Rule) -> set[asyncio.Task[None]]:
    """Deals for a while; the tasks of those that hang."""
    over, market = asyncio.Event(), scene.market
    sellers = [market.sellers[number % len(market.sellers)] for number in range(WORKERS)]
    trading = {asyncio.create_task(market.trade(seller, over)) for seller in sellers}
    await (rule.provoke(scene) if rule.provoke else asyncio.sleep(LOAD))
    over.set()
    _, hanging = await asyncio.wait(trading, timeout=FINISH)
    return hanging


async def settled(scene: Scene, log: Log, before: set[Finding], patience: float) -> list[Finding]:
    """What is found that was not before; in order within the patience, in seconds, or as it is then."""
    end = time.monotonic() + patience
    while True:
        await drained(scene.stand)
        new = [finding for finding in await findings(scene, log) if finding not in before]
        if not new or time.monotonic() > end:
            return new
        await asyncio.sleep(1)


async def drained(stand: Stand) -> None:
    """Give consumers and relays a moment to come to their end, which some rules keep them from."""

    async def still() -> bool:
        return not await unsent(stand) and not await behind(stand)

    with suppress(Stuck):
        await until(still, "nothing is on its way", DRAIN)


async def findings(scene: Scene, log: Log) -> list[Finding]:
    """What the checker finds now."""
    return check(await collect(scene.stand, scene.history, log))


def repeats(log: Log) -> int:
    """Records that were deliveries of an event said before."""
    return len(log.records) - len({event.id for event, _ in log.records})


async def mended(
    scene: Scene, log: Log, hanging: set[asyncio.Task[None]], before: set[Finding]
) -> Counter[str]:
    """Re-drive until all deals went on to their end; what is found then."""
    end = time.monotonic() + 40
    while True:
        await asyncio.gather(*(redrive(scene.stand, service) for service in REACTING))
        if time.monotonic() > end or not [task for task in hanging if not task.done()]:
            break
        await asyncio.wait(hanging, timeout=1)
    return Counter(finding.kind for finding in await settled(scene, log, before, SOUND))


async def redrive(stand: Stand, service: str) -> None:
    """What an operator types when the bug is mended; its words lie beside the other logs."""
    command = (sys.executable, "-m", "saleswire", "dlq", "redrive", service)
    offset = stand.place.ports["gateway"] - PORTS["gateway"]
    told = {"SALESWIRE_LOCAL": str(stand.place.state), "SALESWIRE_PORT_OFFSET": str(offset)}
    with (stand.place.logs / f"redrive-{service}.log").open("ab") as log:
        redriving = await asyncio.create_subprocess_exec(
            *command, stdout=log, stderr=log, env={**os.environ, **told}
        )
        await redriving.wait()
