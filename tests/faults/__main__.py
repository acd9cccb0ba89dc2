"""`make faults`: the long run. `python -m tests.faults --kills 200` writes `.local/results/faults.json`."""

import argparse
import asyncio
import json
import secrets
import sys
import time

from saleswire.places import ROOT
from tests.faults.breaking import CAUGHT_BY, break_rule, caught
from tests.faults.checker import counts
from tests.faults.replays import digests
from tests.faults.run import Outcome, killing, run

MINUTES = 45.0
RESERVED = 12.0  # minutes for starts, quiet, replays, the checker and the broken builds
RESULTS = ROOT / ".local" / "results" / "faults.json"


def main() -> int:
    """Run, print, write; 0 when every promise was kept."""
    asked = arguments()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    print(f"seed {seed}: python -m tests.faults --kills {asked.kills} --seed {seed} repeats it", flush=True)
    end = time.monotonic() + (asked.minutes - RESERVED) * 60
    outcome = asyncio.run(run(killing(asked.kills, seed, say, end, asked.at_once), digests))
    broken = {} if asked.sound_only else {rule: asyncio.run(break_rule(rule)) for rule in CAUGHT_BY}
    figures = summary(outcome, seed) | {"broken_builds": broken}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(figures, indent=1))
    for name, value in figures.items():
        print(f"  {name:<18} {value}")
    for finding in outcome.findings[:50]:
        print(f"  {finding.kind} ({finding.join}): {finding.words}")
    print(outcome.line)
    missed = [rule for rule, found in broken.items() if not caught(rule, found)]
    print("broken builds: " + (f"NOT CAUGHT: {', '.join(missed)}" if missed else f"{len(broken)} caught"))
    sound = not outcome.findings and figures["digests_equal"] and len(outcome.kills) == asked.kills
    return 0 if sound and not missed else 1


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--at-once", type=int, default=3, help="so many may be away at the same time")
    parser.add_argument("--sound-only", action="store_true", help="leave the broken builds out")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="all of it ends within this time")
    return parser.parse_args()


def say(words: str) -> None:
    """A line at once."""
    print(words, flush=True)


def summary(outcome: Outcome, seed: int) -> dict[str, object]:
    """What is written down; the kinds that have no key of their own are counted as ``other``."""
    found = counts(outcome.findings)
    known = {"lost", "doubled", "phantom", "disordered", "money"}
    back = sorted(kill.back for kill in outcome.kills)
    return {
        "kills": len(outcome.kills),
        "lost": found["lost"],
        "doubled": found["doubled"],
        "phantom": found["phantom"],
        "disordered": found["disordered"],
        "money_off": found["money"],
        "digests_equal": bool(outcome.digests) and len(set(outcome.digests)) == 1,
        "other": {kind: number for kind, number in found.items() if kind not in known},
        "replays": len(outcome.digests),
        "kinds": sorted({kill.name for kill in outcome.kills}),
        "recovery_p50_s": round(back[len(back) // 2], 1) if back else 0,
        "recovery_max_s": round(back[-1], 1) if back else 0,
        "commands": outcome.operations,
        "attempts_repeated": outcome.repeated,
        "deals_closed": outcome.closed,
        "events": outcome.events,
        "delivered_again": outcome.duplicates,
        "seconds": round(outcome.seconds),
        "seed": seed,
    }


if __name__ == "__main__":
    sys.exit(main())
