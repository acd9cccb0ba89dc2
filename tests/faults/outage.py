"""The broker is gone for a minute while quotes are accepted and orders taken: every write succeeds."""

import asyncio
import os
import signal
import time
from contextlib import suppress

from tests.faults.killing import process, ready
from tests.faults.lag import log_ends, positions, unsent
from tests.faults.load import Seat, until
from tests.faults.scene import Figures, Scene, stopwatch
from tests.faults.stand import Stand
from tests.faults.stopping import FEW, caught_up

AWAY = 60.0  # seconds
TAKERS = 4
DRAINED = 60.0  # seconds after its return in which the backlog must be gone (P3)
SHARE = 0.999  # of the writes during the outage that must succeed at once


async def broker_down(scene: Scene) -> Figures:
    """Orders are taken while every broker that is started dies again; then how fast all that is said."""
    took = Taking(scene)
    away = asyncio.create_task(keep_away(scene.stand, AWAY))
    await until(lambda: gone(scene.stand), "the broker is gone")
    takers = [asyncio.create_task(took.orders(number)) for number in range(TAKERS)]
    deaths = await away
    took.over.set()
    await asyncio.gather(*takers)
    waiting = await unsent(scene.stand)
    await until(lambda: back(scene.stand), "the broker comes back")
    with stopwatch() as since:
        await until(lambda: said(scene.stand), "the backlog is said", DRAINED * 2)
        backlog = await log_ends(scene.stand, {place for _, place in await positions(scene.stand)})
        await until(lambda: caught_up(scene.stand, backlog), "the backlog is heard", DRAINED * 2)
    share = 1 - took.troubled / max(1, took.commands)
    scene.expect(share >= SHARE, "refused", f"only {share:.4f} of the writes succeeded at once")
    scene.expect(since() <= DRAINED, "slow", f"the backlog took {since()} s")
    return {
        "away": f"{AWAY:.0f} s",
        "brokers killed": deaths,
        "orders taken": took.count,
        "writes": took.commands,
        "succeeded at once": f"{share:.2%}",
        "events that waited": waiting,
        "drained after": f"{since()} s",
    }


async def keep_away(stand: Stand, seconds: float) -> int:
    """Kill each broker that the supervisor starts; how many that were."""
    end, deaths = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        if victim := process(stand, "kafka"):
            with suppress(ProcessLookupError):
                os.kill(victim.pid, signal.SIGKILL)
            deaths += 1
        await asyncio.sleep(0.2)
    return deaths


async def gone(stand: Stand) -> bool:
    """Whether no broker runs."""
    return process(stand, "kafka") is None


async def back(stand: Stand) -> bool:
    """Whether a broker serves."""
    return process(stand, "kafka") is not None and ready(stand, "kafka")


async def said(stand: Stand) -> bool:
    """Whether what waited is on the log; under load a few rows always wait."""
    return await unsent(stand) < FEW


class Taking:
    """Sellers write quotes and orders as fast as the pace lets them; nobody waits for what follows."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.over = asyncio.Event()
        self.first = len(scene.history.operations)
        self.count = 0

    async def orders(self, number: int) -> None:
        """One quote accepted and one order placed after the other."""
        market = self.scene.market
        seller = market.sellers[number % len(market.sellers)]
        while not self.over.is_set():
            await self.order(seller, next(market.numbers))
            self.count += 1

    async def order(self, seller: Seat, number: int) -> None:
        """A quote to its acceptance, and an order of its own to its placing."""
        quotes, orders, body = "/api/quotes", "/api/orders", self.scene.market.wanted(seller, number)
        quote = await seller.command(f"POST {quotes}", quotes, body)
        for verb in ("send", "accept"):
            quote = await seller.step(quotes, f"{quotes}/{quote['id']}", verb, quote)
        order = await seller.command(f"POST {orders}", orders, body)
        await seller.step(orders, f"{orders}/{order['id']}", "place", order)

    @property
    def commands(self) -> int:
        """Commands since it began."""
        return len(self.scene.history.operations) - self.first

    @property
    def troubled(self) -> int:
        """Those of them that did not succeed at their first attempt."""
        taken = self.scene.history.operations[self.first :]
        return sum(each.attempts > 1 or each.outcome != "ok" for each in taken if each.attempts)
