"""`saleswire republish`: send the journals to Kafka again, after its data were lost."""

import asyncio
from typing import Annotated

import typer

from saleswire.errands import for_services
from saleswire.infrastructure import Kind


def republish(
    services: Annotated[list[str] | None, typer.Argument(help="Names; all when none is given.")] = None,
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL and Kafka are.")] = Kind.AUTO,
) -> None:
    """Send the whole journal of each service to its topics; what was applied already stays single."""
    if not asyncio.run(for_services("journal", services, infra, always=True)):
        raise typer.Exit(1)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("republish")(republish)
