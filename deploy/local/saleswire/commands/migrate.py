"""`saleswire migrate`: bring every service's database to its newest revision."""

import asyncio
from typing import Annotated

import typer

from saleswire.errands import for_services
from saleswire.infrastructure import Kind


def migrate(
    services: Annotated[list[str] | None, typer.Argument(help="Names; all when none is given.")] = None,
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL is.")] = Kind.AUTO,
) -> None:
    """Run migrations, several databases at a time; PostgreSQL must be up."""
    if not asyncio.run(for_services("migrate", services, infra)):
        raise typer.Exit(1)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("migrate")(migrate)
