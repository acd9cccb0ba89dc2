"""`saleswire test-image`: the whole system from the image, in a network of its own without a way out."""

import asyncio
import os
import sys
from typing import Annotated

import typer
from rich.console import Console

from saleswire.commands.test import end_on_signals
from saleswire.image import build, fence, proof
from saleswire.image.podman import has_image
from saleswire.jars import provide_jars
from saleswire.java import find_java
from saleswire.missing import Missing
from saleswire.places import ROOT, Place
from saleswire.reserving import reserved
from saleswire.running import check_space, forget
from saleswire.supervisor import Broke

console = Console(highlight=False)


def prove_image(walled: Annotated[bool, typer.Option("--walled", hidden=True)] = False) -> None:
    """Start it, take the demo's deal to its payment, kill one service on the way, stop; leave nothing."""
    with reserved(".local-image") as state:
        place = Place(state=state)
        if walled:
            fence.raise_loopback()
            asyncio.run(proved(place))
            return
        if not has_image(state, build.TAG):
            raise Missing(f"there is no image {build.TAG}", "make image")
        check_space(state)
        provide_jars(ROOT, place.kafka_jars, find_java(ROOT))
    command = fence.walled_off([sys.executable, "-m", "saleswire", "test-image", "--walled"])
    os.execvp(command[0], command)  # noqa: S606  # no shell is wanted


async def proved(place: Place) -> None:
    """The proof on an empty state folder; its logs stay when it failed."""
    end_on_signals()
    await forget(place)
    try:
        await proof.prove(place, console)
    except (proof.NotProved, Broke, Missing, TimeoutError, asyncio.CancelledError) as problem:
        console.print(
            f"[bold red]not proved:[/] {problem or 'it took too long'}; more in {place.logs}", soft_wrap=True
        )
        raise typer.Exit(1) from None
    await forget(place)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("test-image")(prove_image)
