"""The `saleswire` command: one verb per module of `saleswire.commands`."""

import sys

import typer
from rich.console import Console

from saleswire.commands import VERBS, load
from saleswire.missing import Missing

application = typer.Typer(
    help="Saleswire on one machine: PostgreSQL, Kafka and every service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run a verb; what is missing on this machine is named without a traceback."""
    asked = [argument for argument in sys.argv[1:] if not argument.startswith("-")][:1]
    for verb in asked if asked and asked[0] in VERBS else VERBS:
        load(application, verb)
    if len(application.registered_commands) + len(application.registered_groups) == 1:
        application.callback()(lambda: None)
    try:
        application()
    except Missing as problem:
        Console(stderr=True).print(f"[bold red]saleswire:[/] {problem}", highlight=False, soft_wrap=True)
        sys.exit(1)
