"""SIGSTOP: a service and the broker say nothing for a while, without being gone."""

import asyncio
import os
import signal
from contextlib import suppress
from functools import partial

from tests.faults.killing import process, ready
from tests.faults.lag import Ends, log_ends, positions, unsent, waiting
from tests.faults.load import Stuck, until
from tests.faults.scene import Figures, Scene, stopwatch
from tests.faults.stand import Stand

STOPPED = {"orders": 15.0, "kafka": 15.0}  # seconds of silence; the supervisor may replace it meanwhile
LONGEST = 90.0  # seconds until its work is caught up (P10)
FEW = 20  # rows that wait to be said under any load


async def stopped_processes(scene: Scene) -> Figures:
    """One after the other falls silent; each comes back, or is replaced, by itself."""
    return {name: await silence(scene.stand, name, seconds) for name, seconds in STOPPED.items()}


async def silence(stand: Stand, name: str, seconds: float) -> str:
    """SIGSTOP, wait, SIGCONT; who serves afterwards, and after how long all it missed is caught up."""
    victim = process(stand, name)
    if victim is None:
        raise Stuck(f"{name} does not run")
    os.kill(victim.pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        with suppress(ProcessLookupError):
            os.kill(victim.pid, signal.SIGCONT)

    async def serving() -> bool:
        return process(stand, name) is not None and ready(stand, name)

    with stopwatch() as since:
        await until(serving, f"{name} serves again", LONGEST)
        missed = await log_ends(stand, {place for _, place in await positions(stand)})
        await until(partial(caught_up, stand, missed), f"{name} catches up", LONGEST - since())
    who = "the same" if process(stand, name) == victim else "a new one"
    return f"{who} after {since()} s"


async def caught_up(stand: Stand, missed: Ends) -> bool:
    """What was there when it came back is passed, and little waits to be said: under load something does."""
    return await unsent(stand) < FEW and not await waiting(stand, missed)
