"""`saleswire journal verify`: walk every service's hash-chained journal and name the first bad entry."""

import asyncio
from typing import Annotated

import typer

from saleswire.errands import for_services
from saleswire.infrastructure import Kind

journal = typer.Typer(help="The journals of what was published.", no_args_is_help=True)


@journal.callback()
def choose() -> None:
    """The journals of what was published."""


@journal.command("verify")
def verify(
    services: Annotated[list[str] | None, typer.Argument(help="Names; all when none is given.")] = None,
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL is.")] = Kind.AUTO,
) -> None:
    """Compute every hash again; exit code 1 when an entry was changed, removed or inserted."""
    if not asyncio.run(for_services("verify_journal", services, infra)):
        raise typer.Exit(1)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.add_typer(journal, name="journal")
