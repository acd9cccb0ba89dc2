"""`saleswire schemas`: write what outsiders read about our messages, or check that it is up to date."""

from typing import Annotated

import typer
from rich.console import Console

from saleswire.places import ROOT


def schemas(
    check: Annotated[bool, typer.Option(help="Write nothing; exit code 1 when files differ.")] = False,
) -> None:
    """JSON Schemas, examples, asyncapi.yaml and docs/events.md from the contracts."""
    from saleswire.published.write import write

    differing = write(ROOT, check=check)
    for file in differing:
        Console().print(f"{'out of date' if check else 'wrote'}: {file}", soft_wrap=True)
    if check and differing:
        Console().print("this helps: make schemas")
        raise typer.Exit(1)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("schemas")(schemas)
