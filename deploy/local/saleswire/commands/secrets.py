"""`saleswire secrets`: what deploy/compose.yaml has to be told, made at random when first asked for."""

import typer

from saleswire.containers import compose_secrets
from saleswire.places import current_place


def secrets() -> None:
    """Print the variables of an environment file; the state folder remembers them."""
    for name, value in compose_secrets(current_place()).items():
        typer.echo(f"{name}={value}")


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("secrets")(secrets)
