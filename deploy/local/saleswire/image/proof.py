"""The proof of the image: the whole system from it, walled off, takes the demo's deal to its payment.

In the middle of the deal one service is killed, and podman starts it again. At the end all are told to stop.
"""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from client import BlockingApiClient
from saleswire.image import fence
from saleswire.image.podman import podman_later
from saleswire.image.stack import (
    PATIENCE,
    Service,
    components,
    contained,
    container,
    inside,
    remove_all,
    state_of,
)
from saleswire.infrastructure import Kind, choose
from saleswire.places import Place
from saleswire.supervisor import Component, layers, supervised
from saleswire.venues import venue_of
from samples.demo import telling
from samples.demo.company import Cast
from samples.demo.story import MAIN_STORY, TWICE, Story
from samples.venue import ADMINISTRATOR

VICTIM = "fulfillment"
WHOLE = 900.0  # seconds for all of it


class NotProved(Exception):
    """Something is not as it has to be; said in words."""


async def prove(place: Place, console: Console) -> None:
    """All of it, within WHOLE seconds; nothing is left afterwards. Raises NotProved, TimeoutError, Broke."""
    services = contained(place)
    await asyncio.to_thread(remove_all, place, services)
    try:
        async with asyncio.timeout(WHOLE):
            await proved(place, services, console)
    finally:
        await asyncio.to_thread(remove_all, place, services)


async def proved(place: Place, services: Mapping[str, Service], console: Console) -> None:
    """The steps, a line for each."""
    began = time.monotonic()

    def say(what: str) -> None:
        console.print(
            f"[green]proved[/] after {time.monotonic() - began:5.1f} s: {what}",
            highlight=False,
            soft_wrap=True,
        )

    infra = choose(Kind.LOCAL, place)
    parts = components(place, infra, services)
    async with supervised(place.state, parts, "local", PATIENCE):
        lasting = [name for name, service in services.items() if service["restart"] != "no"]
        say(f"{len(services)} containers came up, {len(lasting)} to stay")
        for name in lasting:
            expect_nothing(name, fence.breaches(await asyncio.to_thread(inside, place, name, *fence.LOOK)))
        say("none may write but in its one place, has a capability, a way out, an installer or a compiler")
        trace = await asyncio.to_thread(tell, place, console)
        expect_nothing("the trace", lacking(trace))
        say(f"the deal was taken to its payment, {len(trace['events'])} events, each once")
        restarts = await asyncio.to_thread(state_of, place, VICTIM, ".RestartCount")
        expect_nothing(VICTIM, [] if int(restarts) == 1 else [f"it was started again {restarts} times"])
        say(f"{VICTIM} was killed in the middle and came back by itself")
        took = await stop(place, lasting, parts)
        say(f"all ended in order, the slowest after {max(took.values()):.1f} s")


def tell(place: Place, console: Console) -> dict[str, Any]:
    """The demo's company and one deal, during which the victim is killed; the deal's trace at the end."""
    venue = venue_of(place)
    cast = Cast(BlockingApiClient(venue.origin, ADMINISTRATOR, venue.secret("administrator")))
    try:
        telling.prepare(venue, cast, console)
        deal = Interrupted(cast, console, place).tell()
        return dict(cast.admin.read(f"/api/trace/{deal['invoice']}"))
    finally:
        for api in (cast.admin, *cast.people.values()):
            api.close()


class Interrupted(Story):
    """A story in which the warehouse's service dies just before the order is released to it."""

    def __init__(self, cast: Cast, console: Console, place: Place) -> None:
        super().__init__(cast, console)
        self.place = place

    def supply(self) -> None:
        """Kill, then go on as if nothing had happened."""
        os.kill(int(state_of(self.place, VICTIM, ".State.Pid")), signal.SIGKILL)
        super().supply()


def lacking(trace: Mapping[str, Any]) -> list[str]:
    """What of the main story is missing or double, and what still has to happen."""
    counts = Counter(event["name"] for event in trace["events"])
    wrong = [name for name in MAIN_STORY if counts[name] != 1 + (name in TWICE)]
    return [f"{name} happened {counts[name]} times" for name in wrong] + list(map(str, trace["why_not_yet"]))


async def stop(place: Place, lasting: list[str], parts: list[Component]) -> dict[str, float]:
    """Tell all to end, those that need others first; seconds by service. Raises NotProved."""
    took: dict[str, float] = {}
    for layer in reversed(layers(parts)):
        names = [part.name for part in layer if part.name in lasting]
        took |= dict(zip(names, await asyncio.gather(*(ended(place, name) for name in names)), strict=True))
    codes = {name: await asyncio.to_thread(state_of, place, name, ".State.ExitCode") for name in lasting}
    killed = [
        f"{name} with {code} after {took[name]:.1f} s"
        for name, code in codes.items()
        if code not in ("0", "143")
    ]
    expect_nothing("some ended badly", killed)
    return took


async def ended(place: Place, name: str) -> float:
    """Seconds that a service took from the signal to its end."""
    began = time.monotonic()
    await podman_later(place.state, "stop", container(place, name))
    return time.monotonic() - began


def expect_nothing(whose: str, wrong: list[str]) -> None:
    """Raise NotProved unless the list is empty."""
    if wrong:
        raise NotProved(f"{whose}: {'; '.join(wrong)}")
