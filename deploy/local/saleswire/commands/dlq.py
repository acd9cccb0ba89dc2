"""`saleswire dlq list|show|redrive|drop`: the keys that were parked because an event could not be applied."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from saleswire.errands import owners
from saleswire.infrastructure import Kind, choose
from saleswire.places import current_place
from saleswire.stack import Stack

dlq = typer.Typer(help="Events that could not be applied.", no_args_is_help=True)
console = Console(highlight=False)

ServiceName = Annotated[str, typer.Argument(help="orders, billing, …")]
Key = Annotated[str, typer.Argument(help="The aggregate's id, as `dlq list` shows it.")]


def with_service(name: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    """The outcome of ``work(service)`` on a service that does not run, but may use its database."""
    from saleswire.subscriptions import service_behind

    place = current_place()
    os.environ.update(Stack(place, choose(Kind.AUTO, place)).told(owners(place, [name])[0]))

    async def once() -> Any:
        service = service_behind(name)
        try:
            return await work(service)
        finally:
            await asyncio.gather(service.database.stop(), service.background.stop())

    return asyncio.run(once())


@dlq.command("list")
def list_keys(
    services: Annotated[list[str] | None, typer.Argument(help="All when none is given.")] = None,
) -> None:
    """Parked keys of each service, oldest first."""
    from chassis.inbound import list_parked

    table = Table(box=None)
    for name in ("group", "topic", "key", "events", "attempts", "since", "reason"):
        table.add_column(name, no_wrap=name != "reason")  # show and redrive want them whole
    if not console.is_terminal:
        console.width = 240
    for name in owners(current_place(), services):
        for key in with_service(name, lambda service: service.database.run(list_parked)):
            since = f"{key.parked_at:%Y-%m-%d %H:%M:%S}"
            why = f"{key.reason}: {key.error}"[:120]
            counts = (str(key.events), str(key.attempts))
            table.add_row(key.group, key.topic, key.key.decode(errors="replace"), *counts, since, why)
    console.print(table if table.row_count else "nothing is parked")


@dlq.command("show")
def show_key(service: ServiceName, group: str, topic: str, key: Key) -> None:
    """The events of one parked key, in the order in which they will be applied."""
    from chassis.inbound import show

    for event in with_service(service, lambda s: s.database.run(show, group, topic, key.encode())):
        console.print({**event, "body": readable(event["body"])})


def readable(body: bytes | None) -> str | None:
    """A body as text."""
    return None if body is None else bytes(body).decode(errors="replace")


@dlq.command("redrive")
def redrive_keys(
    service: ServiceName,
    topic: Annotated[str | None, typer.Option(help="Only this topic.")] = None,
    key: Annotated[str | None, typer.Option(help="Only this key.")] = None,
) -> None:
    """Apply parked events in order; exit code 1 when some are still parked."""
    from chassis.inbound import redrive

    async def all_groups(behind: Any) -> list[Any]:
        chosen = None if key is None else key.encode()
        groups = [consumer.group for consumer in behind.consumers]
        return [outcome for group in groups for outcome in await redrive(group, topic, chosen)]

    outcomes = with_service(service, all_groups)
    failed = [outcome for outcome in outcomes if outcome.error]
    applied, freed = sum(outcome.applied for outcome in outcomes), len(outcomes) - len(failed)
    console.print(f"applied {applied} events, freed {freed} keys, still parked {len(failed)}")
    for outcome in failed:
        console.print(f"  {outcome.error}", markup=False)
    raise typer.Exit(1 if failed else 0)


@dlq.command("drop")
def drop_event(
    service: ServiceName,
    group: str,
    topic: str,
    key: Key,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Give up the first parked event of a key, apply those behind it; exit code 1 when some stay parked."""
    from chassis.inbound import drop

    if not yes:
        typer.confirm(f"Nothing will ever come of this event in {group}. Give it up?", abort=True)

    async def one(behind: Any) -> Any:
        groups = {consumer.group.name: consumer.group for consumer in behind.consumers}
        return await drop(groups[group], topic, key.encode())

    outcome = with_service(service, one)
    console.print(f"gave up {outcome.dropped} events, applied {outcome.applied} that waited behind it")
    if outcome.error:
        console.print(f"  {outcome.error}", markup=False)
    raise typer.Exit(0 if outcome.dropped and not outcome.error else 1)


def add(application: typer.Typer) -> None:
    """Add the verb."""
    application.add_typer(dlq, name="dlq")
