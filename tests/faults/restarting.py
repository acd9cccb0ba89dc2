"""PostgreSQL is shut down fast and started again while deals are made: every connection breaks."""

import signal

from tests.faults.rolling import restart
from tests.faults.scene import Figures, Scene, stopwatch

TIMES = 2


async def restarted_postgres(scene: Scene) -> Figures:
    """SIGINT to the postmaster; the supervisor starts the next, services find it by themselves."""
    before, took = scene.history.troubles.copy(), []
    for _ in range(TIMES):
        with stopwatch() as since:
            await restart(scene.stand, "postgres", signal.SIGINT)
        took.append(since())
    repeated = sum((scene.history.troubles - before).values())
    return {"restarts": TIMES, "away max": f"{max(took)} s", "attempts that clients repeated": repeated}
