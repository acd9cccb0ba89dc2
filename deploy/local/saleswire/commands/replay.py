"""`saleswire replay reporting`: rebuild the projections of a service from the log, beside the running one."""

import asyncio
import os
from typing import Annotated

import typer
from rich.console import Console

from saleswire.errands import owners
from saleswire.infrastructure import Kind, choose
from saleswire.places import current_place
from saleswire.stack import Stack


def replay(
    service: Annotated[str, typer.Argument(help="reporting, quotes, …")],
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL and Kafka are.")] = Kind.AUTO,
) -> None:
    """Fill new tables from the first event on, then swap them with the old ones."""
    place = current_place()
    os.environ.update(Stack(place, choose(infra, place)).told(owners(place, [service])[0]))
    Console().print(asyncio.run(rebuilt(service)))


async def rebuilt(name: str) -> str:
    """Replay the projections of a service that is not started here; says what was done."""
    from chassis.replay import replay as rebuild
    from saleswire.subscriptions import service_behind

    service = service_behind(name)
    try:
        return f"{name}: {await rebuild(service)}"
    finally:
        await asyncio.gather(service.database.stop(), service.background.stop())


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("replay")(replay)
