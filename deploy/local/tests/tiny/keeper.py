"""A supervisor in a process of its own, to be killed: `python -m tiny.keeper STATE PORTS [bare]`.

It keeps PostgreSQL, Kafka and the tiny service forked from a preloaded parent; bare, the latter two.
"""

import asyncio
import json
import sys
from pathlib import Path

from saleswire.launchers import Forks
from saleswire.places import Place
from saleswire.probes import http_ok
from saleswire.record import new_record
from saleswire.servers import kafka, postgres
from saleswire.supervisor import Component, Supervisor
from saleswire.target import Target


def kept(place: Place) -> list[Component]:
    """The preloaded parent and its child."""
    forks, port = Forks(place), place.ports["quotes"]
    target = Target("tiny", "saleswire.serve:run", place.logs / "tiny.log", {"name": "tiny", "port": port})
    return [
        Component("preloaded", forks.start, ready=forks.is_ready, alive=forks.is_alive),
        Component("tiny", lambda: forks.launch(target), needs=("preloaded",), ready=http_ok(port, "/readyz")),
    ]


if __name__ == "__main__":
    place = Place(state=Path(sys.argv[1]), ports=json.loads(sys.argv[2]))
    servers = [] if "bare" in sys.argv else [postgres(place), kafka(place)]
    asyncio.run(Supervisor(place.state, [*servers, *kept(place)], new_record("forks", "local")).run())
