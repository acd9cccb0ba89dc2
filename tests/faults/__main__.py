"""`make faults`: the long run. Names of faults choose some; the whole writes `.local/results/faults.json`.

`python -m tests.faults poison` runs one, `python -m tests.faults kills --kills 30` a few kills, and
`python -m tests.faults broken` only the broken builds.
"""

import argparse
import asyncio
import json
import secrets
import signal
import sys
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

from saleswire.places import ROOT
from tests.faults.breaking import RULES, Broken, break_rules
from tests.faults.checker import KINDS, counts
from tests.faults.phases import KILLS, NAMES, chosen
from tests.faults.replays import digests
from tests.faults.run import Outcome, Report, run

MINUTES = 45.0
RESERVED = 16.0  # minutes for what comes after the kills: duplicates, poison, replays, the broken builds
RESULTS = ROOT / ".local" / "results" / "faults.json"
OTHERS = ("replay", "broken")
T = TypeVar("T")


def main() -> int:
    """Run, print, write; 0 when every promise was kept."""
    asked, began = arguments(), time.monotonic()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    say(f"seed {seed}: --seed {seed} repeats the order of the kills")
    end = began + (asked.minutes - RESERVED) * 60
    phases = chosen(asked.faults, asked.kills, seed, end, asked.at_once)
    if asked.faults and set(asked.faults) <= set(OTHERS):
        phases = {}
    replay = digests if not asked.faults or "replay" in asked.faults else None
    outcome = asyncio.run(stoppable(run(phases, replay, say))) if phases or replay else Outcome()
    rules = RULES if (not asked.faults or "broken" in asked.faults) and not asked.sound_only else {}
    rules = {name: rule for name, rule in rules.items() if not asked.rules or name in asked.rules}
    last = began + (asked.minutes - 1.5) * 60
    broken = asyncio.run(stoppable(break_rules(rules, say, last))) if rules else {}
    missed = [name for name in rules if name not in broken or not broken[name].caught]
    figures = summary(outcome, broken, missed, seed) | {"minutes": round((time.monotonic() - began) / 60, 1)}
    write(figures, bool(asked.faults))
    show(outcome, broken, figures)
    return 0 if figures["kept"] else 1


async def stoppable(running: Coroutine[Any, Any, T]) -> T:
    """Run it; SIGTERM ends it as Ctrl-C does, so that the copy is stopped."""
    task = asyncio.ensure_future(running)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await task


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("faults", nargs="*", help=f"only these: {', '.join((*NAMES, *OTHERS))}")
    parser.add_argument("--kills", type=int, default=KILLS)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--at-once", type=int, default=3, help="so many may be away at the same time")
    parser.add_argument("--sound-only", action="store_true", help="leave the broken builds out")
    parser.add_argument("--rules", nargs="*", choices=list(RULES), help="only these broken builds")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="all of it ends within this time")
    asked = parser.parse_args()
    if unknown := set(asked.faults) - {*NAMES, *OTHERS}:
        parser.error(f"there is no fault {', '.join(sorted(unknown))}")
    return asked


def say(words: str) -> None:
    """A line at once."""
    print(words, flush=True)


def summary(outcome: Outcome, broken: dict[str, Broken], missed: list[str], seed: int) -> dict[str, Any]:
    """What is written down; the kinds that have no key of their own are counted as ``other``."""
    found = counts(outcome.findings)
    back = sorted(kill.back for kill in outcome.kills) or [0.0]
    equal = len(set(outcome.digests)) == 1
    return {
        "kept": not outcome.findings and (equal or not outcome.digests) and not missed,
        "kills": len(outcome.kills),
        "lost": found["lost"],
        "doubled": found["doubled"],
        "phantom": found["phantom"],
        "disordered": found["disordered"],
        "money_off": found["money"],
        "digests_equal": equal,
        "other": {kind: number for kind, number in found.items() if kind not in KINDS},
        "replays": max(0, len(outcome.digests) - 1),
        "kinds": sorted({kill.name for kill in outcome.kills}),
        "recovery_p50_s": round(back[len(back) // 2], 1),
        "recovery_max_s": round(back[-1], 1),
        "commands": outcome.operations,
        "attempts_repeated": outcome.repeated,
        "deals_closed": outcome.closed,
        "events": outcome.events,
        "delivered_again": outcome.duplicates,
        "seconds": round(outcome.seconds),
        "seed": seed,
        "faults": {report.name: entry(report) for report in outcome.reports},
        "broken_builds": {name: each.entry for name, each in broken.items()},
        "not_caught": missed,
    }


def entry(report: Report) -> dict[str, Any]:
    """One fault as it is written down."""
    found = {kind: number for kind, number in counts(report.findings).items() if number}
    about = {"seconds": round(report.seconds), "commands": report.commands, "repeated": report.repeated}
    return {**about, "deals_closed": report.closed, **report.figures, "findings": found}


def write(figures: dict[str, Any], partly: bool) -> None:
    """The whole run replaces the file; a part of it has a file of its own."""
    file = RESULTS.with_name("faults-part.json") if partly else RESULTS
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(figures, indent=1))


def show(outcome: Outcome, broken: dict[str, Broken], figures: dict[str, Any]) -> None:
    """The table, then what must not be."""
    say("")
    for report in outcome.reports:
        say(report.line)
    for name, each in broken.items():
        say(f"{name:<20} {each.line}")
    for name, value in figures.items():
        if name not in ("faults", "broken_builds"):
            say(f"  {name:<18} {value}")
    for finding in outcome.findings[:50]:
        say(f"  {finding.kind} ({finding.join}): {finding.words}")
    say(outcome.line)


if __name__ == "__main__":
    sys.exit(main())
