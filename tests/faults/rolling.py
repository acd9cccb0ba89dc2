"""SIGTERM to every service in turn while deals are made: each drains, and clients only repeat."""

import os
import signal
import time

from saleswire.processes import Handle
from tests.faults.killing import process, ready
from tests.faults.load import Stuck, until
from tests.faults.scene import Figures, Scene
from tests.faults.stand import Stand

ROUNDS = 2
DRAIN = 25.0  # seconds that a service may take from SIGTERM to its end
RECOVERY = 60.0


async def rolling_restarts(scene: Scene) -> Figures:
    """Two rounds over all services; how long each drained, and what clients had to repeat."""
    before = scene.history.troubles.copy()
    drains = [
        await restart(scene.stand, name) for _ in range(ROUNDS) for name in scene.stand.place.services()
    ]
    scene.expect(max(drains) <= DRAIN, "slow", f"a service drained for {max(drains):.1f} s")
    troubles = dict(scene.history.troubles - before)
    return {
        "restarts": len(drains),
        "drain max": f"{max(drains):.1f} s",
        "attempts that clients repeated": sum(troubles.values()),
        "of them": troubles,
    }


async def restart(stand: Stand, name: str, how: signal.Signals = signal.SIGTERM) -> float:
    """Seconds from the signal to the end of the process; returns when its successor is ready."""
    former = process(stand, name)
    if former is None:
        raise Stuck(f"{name} does not run")
    os.kill(former.pid, how)
    began = time.monotonic()
    await until(lambda: ended(former), f"{name} ends", RECOVERY)
    drained = time.monotonic() - began
    await until(lambda: replaced(stand, name, former), f"{name} comes back", RECOVERY)
    return drained


async def ended(handle: Handle) -> bool:
    """Whether the process is gone."""
    return not handle.alive()


async def replaced(stand: Stand, name: str, former: Handle) -> bool:
    """Whether another process of that name is ready."""
    now = process(stand, name)
    return now is not None and now != former and ready(stand, name)
