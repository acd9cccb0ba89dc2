"""`saleswire reset`: stop everything and forget all data."""

import asyncio

import typer
from rich.console import Console

from saleswire.places import current_place
from saleswire.running import alone, forget, stop


def reset() -> None:
    """Stop, then delete databases, topics, documents, logs and passwords of this copy."""
    place = current_place()
    with alone(place.state):
        asyncio.run(stop(place))
        asyncio.run(forget(place))
    Console().print(f"forgot everything in {place.state}", soft_wrap=True)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("reset")(reset)
