"""Where things lie on this machine: the checkout, its state folder, and every port.

One checkout may run twice side by side (the stack and its tests) with two state folders.
"""

import hashlib
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from saleswire.missing import Missing

ROOT = Path(__file__).resolve().parents[3]
HOST = "127.0.0.1"
BUILT_IN = (
    *("identity", "catalog", "crm", "quotes", "orders", "fulfillment", "billing", "reporting"),
    *("tickets", "web", "notifications"),
)
WITHOUT_DATABASE = ("web", "gateway")  # they own nothing and only ask the others


def programs_in(root: Path) -> tuple[str, ...]:
    """What a checkout serves beside the gateway: ours in their order, then others by name."""
    found = {app.parent.name for app in root.glob("services/*/*/app.py")} - {*BUILT_IN, "gateway"}
    return (*BUILT_IN, *sorted(found))


PROGRAMS = programs_in(ROOT)
SERVICES = tuple(name for name in PROGRAMS if name not in WITHOUT_DATABASE)
PORTS: Mapping[str, int] = {
    "gateway": 8080,
    **{name: 8101 + number for number, name in enumerate(PROGRAMS)},
    "postgres": 15432,
    "kafka": 19092,
    "kafka-controller": 19093,
}
MARK = "SALESWIRE_STATE"  # in the environment of every process that we start; its value is the state folder


@dataclass(frozen=True)
class Place:
    """One running copy of Saleswire: the checkout, the state folder and the ports it uses."""

    root: Path = ROOT
    state: Path = ROOT / ".local"
    ports: Mapping[str, int] = field(default_factory=lambda: PORTS)
    only: tuple[str, ...] = ()  # these services and no others; all when empty

    @property
    def logs(self) -> Path:
        """Folder of one log file per component."""
        return self.state / "logs"

    @property
    def kafka_jars(self) -> Path:
        """Kafka's jars, shared by all state folders of the checkout."""
        return self.root / ".local" / "kafka" / "libs"

    @property
    def short_hash(self) -> str:
        """Eight digits that stand for the state folder, for names outside the checkout."""
        return hashlib.sha256(str(self.state).encode()).hexdigest()[:8]

    def services(self) -> list[str]:
        """Services whose folder exists, the gateway last."""
        names = [name for name in (*PROGRAMS, "gateway") if not self.only or name in self.only]
        return [name for name in names if (self.root / "services" / name / name / "app.py").is_file()]


def current_place() -> Place:
    """The copy that the verbs speak of; SALESWIRE_LOCAL and SALESWIRE_PORT_OFFSET choose another one."""
    state = Path(os.environ.get("SALESWIRE_LOCAL", ROOT / ".local")).absolute()
    return Place(state=state, ports=shifted(int(os.environ.get("SALESWIRE_PORT_OFFSET", "0"))))


def shifted(offset: int) -> dict[str, int]:
    """The default ports, all moved by the same number."""
    return {name: port + offset for name, port in PORTS.items()}


def free_ports(*names: str) -> dict[str, int]:
    """A free port for each name, all different."""
    sockets = [socket.create_server((HOST, 0)) for _ in names]
    try:
        return {name: opened.getsockname()[1] for name, opened in zip(names, sockets, strict=True)}
    finally:
        for opened in sockets:
            opened.close()


def check_port(name: str, port: int) -> None:
    """Raise Missing when somebody else listens on the port, saying who and what helps."""
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        raise Missing(
            f"port {port} for {name} is taken{holder(port)}",
            "end that process, or choose other ports: SALESWIRE_PORT_OFFSET=100 make up",
        ) from error


def holder(port: int) -> str:
    """Who listens on a port, as far as we may see it: ` by java (pid 12)`."""
    import psutil

    try:
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
                return f" by {psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except (psutil.Error, OSError):
        pass
    return ""
