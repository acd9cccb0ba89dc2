"""`saleswire logs quotes orders`: the components' logs side by side, in colours."""

import contextlib
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from saleswire.logbook import colour, follow
from saleswire.places import current_place


def logs(
    components: Annotated[list[str] | None, typer.Argument(help="Names; all when none is given.")] = None,
    lines: Annotated[int, typer.Option("--lines", "-n", help="Lines of each file to begin with.")] = 40,
    follow_on: Annotated[bool, typer.Option("--follow", "-f", help="Go on until Ctrl-C.")] = False,
) -> None:
    """Show the last lines of the logs."""
    console = Console(highlight=False)
    with contextlib.suppress(KeyboardInterrupt):
        for name, line in follow(current_place().logs, components or [], lines, follow_on):
            console.print(Text(f"{name:<14}", style=colour(name)) + Text(f" {line}"), soft_wrap=True)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("logs")(logs)
