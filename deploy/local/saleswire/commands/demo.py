"""`saleswire demo`: start everything, load the demo company, take one deal from quote to payment."""

from typing import Annotated

import typer

from saleswire.commands.up import up
from saleswire.infrastructure import Kind
from saleswire.places import current_place


def demo(
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL and Kafka come from.")] = Kind.AUTO,
    single_process: Annotated[bool, typer.Option(help="All services in one process.")] = False,
) -> None:
    """Start what does not run yet and tell the story; the stack stays up."""
    up(infra=infra, single_process=single_process, processes=False, foreground=False)
    from saleswire.demo import run

    raise typer.Exit(run(current_place()))


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("demo")(demo)
