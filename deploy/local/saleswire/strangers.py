"""The reference consumers of deploy/reference-consumers: run as strangers, each a program of its own.

Their pyproject names them in ``[tool.saleswire.programs]``: name = "module", run with ``python -m``.
"""

import sys
import tomllib
from pathlib import Path

from saleswire.infrastructure import Infrastructure
from saleswire.launchers import environment
from saleswire.places import Place
from saleswire.processes import Handle, spawn
from saleswire.supervisor import Component


def strangers(place: Place, infra: Infrastructure, needs: tuple[str, ...]) -> list[Component]:
    """A component for each program; where Kafka is and how topics begin is all that it is told."""
    file = place.root / "deploy" / "reference-consumers" / "pyproject.toml"
    if not file.exists():
        return []
    programs = tomllib.loads(file.read_text()).get("tool", {}).get("saleswire", {}).get("programs", {})
    return [stranger(place, name, module, infra, needs) for name, module in programs.items()]


def stranger(
    place: Place, name: str, module: str, infra: Infrastructure, needs: tuple[str, ...]
) -> Component:
    """One program, restarted when it ends."""
    log: Path = place.logs / f"{name}.log"
    told = {
        "KAFKA_BOOTSTRAP_SERVERS": infra.kafka,
        "TOPIC_PREFIX": infra.topic_prefix,
        "STATE_FOLDER": str(place.state / "strangers" / name),
    }

    async def start() -> Handle:
        return spawn([sys.executable, "-m", module], log, environment(place, told), cwd=place.root)

    return Component(name, start, needs=needs, address="reads and writes topics", log=log)
