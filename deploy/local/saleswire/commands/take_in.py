"""`saleswire import northwind DIR`: take a real company's records in, through the public API."""

from pathlib import Path
from typing import Annotated

import typer

from saleswire.missing import Missing
from saleswire.places import current_place
from saleswire.running import supervisor_of
from saleswire.venues import venue_of

take_in = typer.Typer(help="Take in records of other systems.", no_args_is_help=True)


@take_in.callback()
def choose() -> None:
    """Take in records of other systems."""


@take_in.command("northwind")
def northwind(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of the files.")],
) -> None:
    """Take in Northwind; may be stopped and started again without doubling anything."""
    from samples.northwind import run
    from samples.venue import CannotBegin

    place = current_place()
    if supervisor_of(place) is None:
        raise Missing("Saleswire does not run here", "make up")
    try:
        code = run(venue_of(place), folder)
    except CannotBegin as problem:
        raise Missing(problem.what, problem.helps) from problem
    raise typer.Exit(code)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.add_typer(take_in, name="import")
