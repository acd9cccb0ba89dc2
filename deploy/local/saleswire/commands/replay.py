"""`saleswire replay reporting`: rebuild the projections of a service from the log, beside the running one."""

import asyncio
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from sqlalchemy import Table

from saleswire.errands import owners
from saleswire.infrastructure import Kind, choose
from saleswire.missing import Missing
from saleswire.places import current_place
from saleswire.stack import Stack

if TYPE_CHECKING:
    from chassis.inbound import Projections


def replay(
    service: Annotated[str, typer.Argument(help="reporting, quotes, …")],
    infra: Annotated[Kind, typer.Option(help="Where PostgreSQL and Kafka are.")] = Kind.AUTO,
) -> None:
    """Fill new tables from the first event on, then swap them with the old ones.

    Refused while Kafka lacks events that a journal has.
    """
    place = current_place()
    stack, name = Stack(place, choose(infra, place)), owners(place, [service])[0]
    if short := asyncio.run(short_logs(stack, owners(place, None))):
        raise Missing(f"Kafka lacks what the journals have: {'; '.join(short)}", "saleswire republish")
    os.environ.update(stack.told(name))
    Console().print(asyncio.run(rebuilt(service)), soft_wrap=True)


async def short_logs(stack: Stack, publishers: list[str]) -> list[str]:
    """Logs that end before what was acknowledged to their publishers, in words."""
    from chassis.outbound import short_logs as shorter
    from chassis.settings import Settings
    from chassis.work import lasting_connection

    found: list[str] = []
    for name in publishers:
        os.environ.update(stack.told(name))
        settings = Settings()
        connection = await lasting_connection(settings.database_url.get_secret_value(), "replay check")
        try:
            found += map(str, await shorter(connection, settings))
        finally:
            await connection.close(timeout=2)
    return found


async def rebuilt(name: str) -> str:
    """Replay the projections of a service that is not started here; says what was done."""
    from chassis.inbound import replay as rebuild
    from saleswire.subscriptions import service_behind

    service = service_behind(name)
    tables = projected(name, service.project)
    try:
        if not service.project.handled:
            return f"{name} keeps no copies: there is nothing to rebuild"
        read = await rebuild(name, service.project, service.settings, tables)
        return f"{name}: read {read} records and built {', '.join(tables)}"
    finally:
        await asyncio.gather(service.database.stop(), service.background.stop())


def projected(name: str, project: "Projections") -> list[str]:
    """Tables that a service's projections write: those that they state, and those that its module names."""
    modules = [
        module for path, module in list(sys.modules.items()) if f"{path}.".startswith(f"{name}.projections.")
    ]
    named = [item for module in modules for item in vars(module).values() if isinstance(item, Table)]
    return sorted({*project.tables, *(table.name for table in named)})


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.command("replay")(replay)
