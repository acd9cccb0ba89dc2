"""`saleswire import northwind DIR`: take a real company's records in, through the public API."""

from pathlib import Path
from typing import Annotated

import typer

from saleswire.places import current_place

take_in = typer.Typer(help="Take in records of other systems.", no_args_is_help=True)


@take_in.callback()
def choose() -> None:
    """Take in records of other systems."""


@take_in.command("northwind")
def northwind(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="Folder of the files.")],
) -> None:
    """Take in Northwind; may be stopped and started again without doubling anything."""
    from saleswire.northwind import run

    raise typer.Exit(run(current_place(), folder))


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.add_typer(take_in, name="import")
