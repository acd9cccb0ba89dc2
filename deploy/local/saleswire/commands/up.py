"""`saleswire up`: start everything and return when it is ready."""

import asyncio
import time
from typing import Annotated

import typer
from rich.console import Console

from saleswire.infrastructure import Kind, choose
from saleswire.logbook import last_words
from saleswire.places import Place, current_place
from saleswire.processes import Handle
from saleswire.record import Line, Record, read_record
from saleswire.running import alone, preflight, start_daemon, stop, supervise, supervisor_of

console = Console(highlight=False)


def up(
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL and Kafka come from.")] = Kind.AUTO,
    single_process: Annotated[bool, typer.Option(help="All services in one process.")] = False,
    processes: Annotated[bool, typer.Option(help="An interpreter of its own for each service.")] = False,
    foreground: Annotated[bool, typer.Option(help="Stay here until Ctrl-C.")] = False,
) -> None:
    """Start PostgreSQL, Kafka and every service; returns when all are ready.

    Another copy beside this one: SALESWIRE_PORT_OFFSET=100 moves every port, SALESWIRE_LOCAL=/tmp/second
    is another state folder; give the same to its other verbs.
    """
    mode = "single" if single_process else "processes" if processes else "forks"
    place = current_place()
    with alone(place.state):
        running = supervisor_of(place)
        if running and any(line.is_lost for line in lines(place)):
            console.print("some components never started: starting anew")
            running = None
        if running is None:
            asyncio.run(stop(place))
            preflight(place, choose(infra, place))
            if not foreground:
                running = start_daemon(place, infra, mode)
    if running is None:
        asyncio.run(supervise(place, infra, mode))
    elif not asyncio.run(wait_until_ready(place, running)):
        raise typer.Exit(1)


async def wait_until_ready(place: Place, supervisor: Handle, patience: float = 240) -> bool:
    """Tell of each component as it becomes ready; False when something is beyond hope."""
    told: set[str] = set()
    began = time.monotonic()
    while time.monotonic() - began < patience:
        record = read_record(place.state)
        if record and record.supervisor.pid == supervisor.pid:
            tell_news(record, told)
            if record.ready:
                console.print(f"[bold green]ready[/] after {time.monotonic() - began:.1f} s")
                return True
            if hopeless(record):
                return False
        elif not supervisor.alive():
            console.print(f"[bold red]the supervisor ended:[/] {last_words(place.logs / 'supervisor.log')}")
            return False
        await asyncio.sleep(0.1)
    console.print("[bold red]not ready in time[/]: saleswire status, saleswire logs")
    return False


def lines(place: Place) -> list[Line]:
    """All components as recorded."""
    record = read_record(place.state)
    return list(record.components.values()) if record else []


def tell_news(record: Record, told: set[str]) -> None:
    """One line for each component that became ready since the last look."""
    for name, line in record.components.items():
        if name not in told and line.state in ("ready", "done"):
            told.add(name)
            console.print(f"  [green]{name:<20}[/] {line.state:<6} {line.took:6.2f} s  {line.address}")


def hopeless(record: Record) -> bool:
    """Whether a component failed again and again before it was ever ready; says which."""
    lost = {name: line for name, line in record.components.items() if line.is_lost}
    for name, line in lost.items():
        console.print(f"[bold red]{name} does not start:[/] {line.last_error}\n  more: saleswire logs {name}")
    return bool(lost)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("up")(up)
