"""Jobs on demand: the same work for several services at a time, each in a process of its own."""

import asyncio
from typing import Any

from rich.console import Console

from saleswire.infrastructure import Infrastructure, Kind, choose
from saleswire.launchers import Interpreters, JobFailed
from saleswire.logbook import last_words
from saleswire.missing import Missing
from saleswire.places import WITHOUT_DATABASE, Place, current_place
from saleswire.stack import Stack
from saleswire.target import Target


def owners(place: Place, asked: list[str] | None) -> list[str]:
    """The asked services, or all that have a database; raises Missing for a name that is not a service."""
    known = [name for name in place.services() if name not in WITHOUT_DATABASE]
    for name in asked or []:
        if name not in known:
            raise Missing(f"there is no service {name} with a database", f"one of {', '.join(known)}")
    return asked or known


async def for_services(function: str, asked: list[str] | None, infra: Kind, **arguments: Any) -> bool:
    """Run a function of `saleswire.jobs` for each service and tell how it went; True when all went well."""
    place = current_place()
    chosen = choose(infra, place)
    names = owners(place, asked)
    return all(await asyncio.gather(*(errand(place, chosen, function, name, arguments) for name in names)))


async def errand(
    place: Place, infra: Infrastructure, function: str, name: str, arguments: dict[str, Any]
) -> bool:
    """Run one job; its last line, or what it died of, is shown."""
    log = place.logs / f"{function}-{name}.log"
    told = Stack(place, infra).told(name)
    target = Target(
        f"{function}-{name}", f"saleswire.jobs:{function}", log, {"package": name, **arguments}, told
    )
    try:
        await Interpreters(place).complete(target)
    except JobFailed as error:
        Console().print(f"[red]{error}[/]: {last_words(log)}", soft_wrap=True)
        return False
    Console().print(last_words(log), soft_wrap=True)
    return True
