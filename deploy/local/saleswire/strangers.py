"""The reference consumers of deploy/reference-consumers: run as strangers, each a program of its own.

Their pyproject names them in ``[tool.saleswire.programs]``: name = "module", run with ``python -m``.
"""

import sys
import tomllib
from pathlib import Path

from saleswire.infrastructure import Infrastructure
from saleswire.launchers import environment
from saleswire.places import MARK, Place
from saleswire.processes import Handle, spawn
from saleswire.supervisor import Component


def strangers(place: Place, infra: Infrastructure, needs: tuple[str, ...]) -> list[Component]:
    """A component for each program; where Kafka is and how topics begin is all that it is told."""
    return [stranger(place, name, module, infra, needs) for name, module in programs(place).items()]


def programs(place: Place) -> dict[str, str]:
    """Module by program."""
    file = place.root / "deploy" / "reference-consumers" / "pyproject.toml"
    told = tomllib.loads(file.read_text()) if file.exists() else {}
    found: dict[str, str] = told.get("tool", {}).get("saleswire", {}).get("programs", {})
    return found


def stranger(
    place: Place, name: str, module: str, infra: Infrastructure, needs: tuple[str, ...]
) -> Component:
    """One program, restarted when it ends."""
    log: Path = place.logs / f"{name}.log"
    told = {
        "KAFKA_BOOTSTRAP_SERVERS": infra.kafka,
        "TOPIC_PREFIX": infra.topic_prefix,
        "STATE_FOLDER": str(place.state / "strangers" / name),
        **{as_strangers_say(key): value for key, value in infra.kafka_told(place, name).items()},
    }
    told = without_ours(environment(place, told))

    async def start() -> Handle:
        return spawn([sys.executable, "-m", module], log, told, cwd=place.root)

    return Component(name, start, needs=needs, address="reads and writes topics", log=log)


def as_strangers_say(variable: str) -> str:
    """`SALESWIRE_KAFKA_USERNAME` is their `KAFKA_USERNAME`."""
    return variable.removeprefix("SALESWIRE_")


def without_ours(variables: dict[str, str]) -> dict[str, str]:
    """An environment without what is for our programs only."""
    ours = ("SALESWIRE_", "DATABASE_URL")
    return {name: v for name, v in variables.items() if name == MARK or not name.startswith(ours)}
