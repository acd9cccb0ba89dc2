"""`saleswire migrate`: bring every service's database to its newest revision."""

import asyncio
from typing import Annotated

import typer
from rich.console import Console

from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.launchers import Interpreters, JobFailed, Target
from saleswire.logbook import last_words
from saleswire.places import Place, current_place
from saleswire.stack import WITHOUT_DATABASE, Stack


def migrate(
    services: Annotated[list[str] | None, typer.Argument(help="Names; all when none is given.")] = None,
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL is.")] = Kind.AUTO,
) -> None:
    """Run migrations, several databases at a time; PostgreSQL must be up."""
    place = current_place()
    chosen = choose(infra, place)
    names = services or [name for name in place.services() if name not in WITHOUT_DATABASE]
    if not all(asyncio.run(all_at_once(place, chosen, names))):
        raise typer.Exit(1)


async def all_at_once(place: Place, infra: Infrastructure, names: list[str]) -> list[bool]:
    """Whether each service's migrations went through."""
    return await asyncio.gather(*(one(place, infra, name) for name in names))


async def one(place: Place, infra: Infrastructure, name: str) -> bool:
    """Run one service's migrations in a process of their own and tell how it went."""
    log = place.logs / f"migrate-{name}.log"
    target = Target(
        f"migrate-{name}", "saleswire.jobs:migrate", log, {"package": name}, Stack(place, infra).told(name)
    )
    try:
        await Interpreters(place).complete(target)
    except JobFailed as error:
        Console().print(f"[red]{error}[/]: {last_words(log)}", soft_wrap=True)
        return False
    Console().print(last_words(log), soft_wrap=True)
    return True


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("migrate")(migrate)
