"""What the supervisor knows, in `.local/state.json`: read by the other verbs, and to end what is left."""

import json
import os
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from saleswire.passwords import write_private
from saleswire.processes import Handle, handle_of

HOPELESS = 4  # starts of one component in vain


@dataclass
class Line:
    """One component as it is now."""

    state: str = "waiting"  # waiting, starting, ready, done, restarting, stopped
    address: str = ""
    pid: int = 0
    born: str = ""
    restarts: int = 0
    last_error: str = ""
    took: float = 0.0  # seconds from its start until it was ready

    @property
    def handle(self) -> Handle | None:
        """The process, when it has one that still runs."""
        handle = Handle(self.pid, self.born)
        return handle if self.pid and handle.alive() else None

    @property
    def is_lost(self) -> bool:
        """Whether it is not up and was tried often."""
        return self.restarts >= HOPELESS and self.state in ("restarting", "starting")


@dataclass
class Record:
    """The whole file."""

    supervisor: Line = field(default_factory=Line)
    mode: str = "forks"
    infra: str = "local"
    ready: bool = False
    begun: float = 0.0
    components: dict[str, Line] = field(default_factory=dict)

    def write(self, state: Path) -> None:
        """Replace the file in one step."""
        write_private(state / "state.json", json.dumps(asdict(self), indent=1))


def new_record(mode: str, infra: str) -> Record:
    """A record that names this very process as the supervisor."""
    own = handle_of(os.getpid())
    line = Line(state="ready", pid=own.pid, born=own.born)
    return Record(supervisor=line, mode=mode, infra=infra, begun=time.time())


def read_record(state: Path) -> Record | None:
    """The record of a state folder; None when there is none that can be read."""
    try:
        kept = json.loads((state / "state.json").read_text())
        kept["supervisor"] = Line(**kept["supervisor"])
        kept["components"] = {name: Line(**line) for name, line in kept["components"].items()}
        return Record(**kept)
    except (OSError, ValueError, TypeError, KeyError):
        return None
