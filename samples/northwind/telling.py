"""What the import shows: a bar on a terminal, else a line now and then; and the reconciliation."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.table import Table

EVERY = 50  # orders between two lines
ROWS = {
    "orders": "orders",
    "lines": "lines",
    "shipped": "orders shipped",
    "invoices": "invoices, all open: payments are not in the files",
    "net_unrounded": "net, lines unrounded (files)",
    "expected_rounded": "net, lines rounded (files)",
    "net_rounded": "net booked (our reports)",
    "expected_shipped_rounded": "net of shipped orders (files)",
    "shipped_rounded": "net shipped (our reports)",
    "invoiced_rounded": "net invoiced (our reports)",
    "compared": "comparisons",
    "mismatches": "mismatches",
    "orders_per_second": "orders a second",
    "seconds": "seconds",
}


@contextmanager
def bar(console: Console, total: int, done: int) -> Iterator[Callable[[], None]]:
    """A progress bar over orders; call what it yields for each one that is done."""
    columns = (
        TextColumn("orders"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("orders", total=total, completed=done)
        count = done

        def step() -> None:
            nonlocal count
            count += 1
            progress.advance(task)
            if not console.is_terminal and (count % EVERY == 0 or count == total):
                console.print(f"orders {count}/{total}")

        yield step


def tell(console: Console, result: dict[str, Any]) -> None:
    """The reconciliation as a table, and the first differences."""
    table = Table("Northwind", "", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    for name, label in ROWS.items():
        if result.get(name) is not None:
            table.add_row(label, f"{result[name]}")
    console.print(table)
    for line in result["differences"][:20]:
        console.print(f"[red]{line}[/]")
    agrees = "[bold green]everything agrees to the cent[/]"
    console.print("[bold red]it does not agree[/]" if result["mismatches"] else agrees)
