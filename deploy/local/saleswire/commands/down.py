"""`saleswire down`: stop everything that was started here; no process stays."""

import asyncio

import typer
from rich.console import Console

from saleswire.places import current_place
from saleswire.running import alone, stop


def down() -> None:
    """Stop services, Kafka and PostgreSQL; data stays."""
    place = current_place()
    with alone(place.state):
        swept = asyncio.run(stop(place))
    Console().print(f"stopped{f', {swept} left-over processes ended' if swept else ''}")


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("down")(down)
