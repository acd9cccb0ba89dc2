"""Percentiles, medians of rounds, and the file that keeps the figures of a run."""

import json
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from saleswire.places import ROOT

FILE = ROOT / ".local" / "results" / "bench.json"
SHARES = {"p50": 0.50, "p95": 0.95, "p99": 0.99}
Percentiles = dict[str, float]


class Samples:
    """Milliseconds by step."""

    def __init__(self) -> None:
        self.of: dict[str, list[float]] = defaultdict(list)

    def note(self, step: str, took: float) -> None:
        """One more."""
        self.of[step].append(took)

    def percentiles(self) -> dict[str, Percentiles]:
        """p50, p95 and p99 by step."""
        return {step: percentiles(taken) for step, taken in self.of.items()}


def percentiles(taken: Sequence[float]) -> Percentiles:
    """Nearest rank, in milliseconds."""
    ranked = sorted(taken)
    return {name: ranked[min(len(ranked) - 1, int(len(ranked) * share))] for name, share in SHARES.items()}


def median_of(rounds: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The median of each figure over the rounds, also in nested figures."""
    several = list(rounds)
    found: dict[str, Any] = {}
    for name in several[0]:
        values = [each[name] for each in several if name in each]
        found[name] = median_of(values) if isinstance(values[0], Mapping) else statistics.median(values)
    return found


def rounded(figures: Any) -> Any:
    """As they are written: two decimals below 100, one above, four below 1."""
    if isinstance(figures, Mapping):
        return {name: rounded(value) for name, value in figures.items()}
    if isinstance(figures, float):
        return round(figures, 4 if abs(figures) < 1 else 2 if abs(figures) < 100 else 1)
    return figures


def keep(figures: Mapping[str, Any], file: Path = FILE) -> None:
    """Write all figures so far, in one step."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(rounded(figures), indent=1) + "\n")
    fresh.replace(file)
