"""Every fault of the full run by name, in the order in which they come, each with its time box in seconds."""

from collections.abc import Collection

from tests.faults.cutting import cut_connections
from tests.faults.duplicates import duplicates_and_shuffles
from tests.faults.forging import forged_sequences
from tests.faults.outage import broker_down
from tests.faults.poison import poison
from tests.faults.races import races
from tests.faults.restarting import restarted_postgres
from tests.faults.rolling import rolling_restarts
from tests.faults.run import killing
from tests.faults.scene import Phase
from tests.faults.stopping import stopped_processes
from tests.faults.tails import lost_tail

AFTER_KILLS = ("duplicates", "poison", "tail", "forged")  # they take what the kills left
WITHOUT_KILLS = {
    "races": Phase(races, 150, load=False),
    "cut": Phase(cut_connections, 60),
    "rolling": Phase(rolling_restarts, 180),
    "stopped": Phase(stopped_processes, 180),
    "postgres": Phase(restarted_postgres, 90),
    "broker-down": Phase(broker_down, 240),
    "duplicates": Phase(duplicates_and_shuffles, 240),
    "poison": Phase(poison, 150),
    "tail": Phase(lost_tail, 240),
    "forged": Phase(forged_sequences, 240),
}
KILLS = 200
KILLING = 22 * 60.0
NAMES = ("races", "cut", "rolling", "stopped", "postgres", "broker-down", "kills", *AFTER_KILLS)


def chosen(
    names: Collection[str], kills: int, seed: int, end: float | None = None, at_once: int = 3
) -> dict[str, Phase]:
    """The named phases, all when none is named."""
    phases = {"kills": Phase(killing(kills, seed, end, at_once), KILLING), **WITHOUT_KILLS}
    return {name: phases[name] for name in NAMES if not names or name in names}


def short(kills: int, seed: int) -> dict[str, Phase]:
    """What every test run tries."""
    return chosen(("races", "kills", "poison"), kills, seed)
