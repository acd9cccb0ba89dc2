"""`saleswire new-service warranty`: the folder of a new service, ready to run."""

from typing import Annotated

import typer

from saleswire.places import ROOT


def new_service(name: Annotated[str, typer.Argument(help="One lower-case word.")]) -> None:
    """Make services/NAME with everything that a service needs."""
    from saleswire.new_service import run

    raise typer.Exit(run(ROOT, name))


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("new-service")(new_service)
