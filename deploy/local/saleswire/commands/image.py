"""`saleswire image`: build the one image of all services and of this command."""

import json
from typing import Annotated

import typer

from saleswire.image import base, build
from saleswire.places import current_place


def image(
    on: Annotated[str, typer.Option("--base", help="Another image to stand on.")] = "",
    anew: Annotated[bool, typer.Option("--no-cache", help="Repeat every step.")] = False,
) -> None:
    """Build it with podman, and say its size, its digest and how long it took."""
    state = current_place().state
    built = build.build(state, on or base.base(state), anew)
    bill = build.save_bill(state)
    count = len(json.loads(bill.read_text())["components"])
    typer.echo(f"{build.TAG}: {built.size / 1e6:.0f} MB, {built.digest}, {built.seconds:.0f} s")
    typer.echo(f"its {count} components are listed in {bill}")


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("image")(image)
