"""`saleswire demo`: start everything, load the demo company, take one deal from quote to payment."""

import time
from typing import Annotated

import typer
from rich.console import Console

from saleswire.commands.up import up
from saleswire.infrastructure import Kind
from saleswire.places import current_place
from saleswire.venues import venue_of


def demo(
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL and Kafka come from.")] = Kind.AUTO,
    single_process: Annotated[bool, typer.Option(help="All services in one process.")] = False,
) -> None:
    """Start what does not run yet and tell the story; the stack stays up."""
    began = time.monotonic()
    up(infra=infra, single_process=single_process, processes=False, foreground=False)
    from samples.demo import run

    code = run(venue_of(current_place()))
    Console(highlight=False).print(f"In all it took {time.monotonic() - began:.1f} s.")
    raise typer.Exit(code)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("demo")(demo)
