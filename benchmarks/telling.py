"""The printed tables."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.figures import rounded
from benchmarks.flow import STEPS
from benchmarks.load import CPU_AT, STEPS_AT

console = Console(highlight=False)


def say(words: str) -> None:
    """One line of progress."""
    console.print(words, soft_wrap=True)


def show_flows(found: Mapping[str, Any]) -> None:
    """Flows by users, steps at eight users, CPU by process."""
    table = grid("whole flow, users", "flows/s", "p50 ms", "p95 ms", "p99 ms", "load average")
    for users, rate in found["flows_per_s"].items():
        row(table, users, rate, *found["flow_ms"][users].values(), found["load_average"][users])
    console.print(table)
    if "step_ms" in found:
        table = grid(f"step, {STEPS_AT} users", "p50 ms", "p95 ms", "p99 ms")
        for step in STEPS:
            row(table, step, *found["step_ms"][step].values())
        console.print(table)
    if "cpu_s_per_flow" in found:
        table = grid(f"CPU for each flow, {CPU_AT} users", "ms")
        spent = sorted(found["cpu_s_per_flow"].items(), key=lambda item: -item[1])
        for name, seconds in [("all", sum(seconds for _, seconds in spent)), *spent]:
            row(table, name, seconds * 1000)
        console.print(table)


def show_lists(count: int, found: Mapping[str, Any]) -> None:
    """The list and the report at one number of rows, and what cost most."""
    say(f"{count:,} orders, seeded in {found['seeding_s']:.0f} s")
    table = grid("", "p50 ms", "p95 ms", "p99 ms", "combinations")
    for kind in ("list", "report"):
        figures = found[kind]
        row(table, kind, figures["p50"], figures["p95"], figures["p99"], figures["measured"])
    for name, figures in found["everyday"].items():
        row(table, name, figures["p50"], figures["p95"], figures["p99"])
    console.print(table)
    table = grid("dearest on average", "ms")
    for kind in ("list", "report"):
        for name, took in found[kind]["worst"].items():
            row(table, f"{kind}: {name}", took)
    console.print(table)


def grid(*columns: str) -> Table:
    """A table with its first column to the left."""
    table = Table(box=None, pad_edge=False, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left")
    return table


def row(table: Table, name: str, *figures: float) -> None:
    """A line of figures."""
    table.add_row(name, *(f"{rounded(float(figure)):g}" for figure in figures))


def show(name: str, figures: Any) -> None:
    """Other figures, a line each."""
    if isinstance(figures, Mapping):
        figures = "  ".join(f"{key} {rounded(value)}" for key, value in figures.items())
    console.print(f"[bold]{name}[/]  {rounded(figures)}", soft_wrap=True)
