"""`saleswire supervise`: the daemon behind `up`; not for people."""

import asyncio
from typing import Annotated

import typer

from saleswire.infrastructure import Kind
from saleswire.places import current_place
from saleswire.running import supervise as be_supervisor


def supervise(
    infra: Annotated[Kind, typer.Option()] = Kind.AUTO,
    mode: Annotated[str, typer.Option()] = "forks",
) -> None:
    """Keep everything running until SIGTERM."""
    asyncio.run(be_supervisor(current_place(), infra, mode))


def add(application: typer.Typer) -> None:
    """Add the verb, unlisted."""
    application.command("supervise", hidden=True)(supervise)
