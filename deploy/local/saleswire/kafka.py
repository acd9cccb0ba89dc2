"""A real Kafka broker as one child process: its configuration, its first formatting, its command line."""

import base64
import hashlib
import shutil
import subprocess
import uuid
from pathlib import Path

from saleswire.jars import provide_jars
from saleswire.java import find_java
from saleswire.missing import Missing
from saleswire.passwords import password, write_private
from saleswire.places import Place

OPERATOR = "saleswire"  # the user who makes topics, users and rights; the broker itself is this one, too
LOCKED, UNLOCKED = "SCRAM-SHA-512", "PLAIN"


def prepare_kafka(place: Place) -> list[str]:
    """Have jars, configuration and a formatted data folder; answers the broker's command line."""
    java = find_java(place.root)
    provide_jars(place.root, place.kafka_jars, java)
    home = place.state / "kafka"
    home.mkdir(parents=True, exist_ok=True)
    if not (home / "data" / "meta.properties").exists():
        format_data(place, java, home)
    configuration = write_configuration(place, home / "server.properties", home / "data")
    heap = ["-Xms64m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xss512k"]
    return [*base(place, java, *heap), "kafka.Kafka", str(configuration)]


def base(place: Place, java: str, *options: str) -> list[str]:
    """How every Kafka program begins."""
    logging = f"-Dlog4j2.configurationFile=file:{place.root / 'deploy' / 'kafka' / 'log4j2.properties'}"
    return [java, *options, logging, "-cp", f"{place.kafka_jars}/*"]


def write_configuration(place: Place, file: Path, data: Path) -> Path:
    """Fill in the template of deploy/kafka."""
    template = (place.root / "deploy" / "kafka" / "server.properties").read_text()
    mechanism = operator_mechanism(place.state)
    for name, value in (
        ("{port}", str(place.ports["kafka"])),
        ("{controller_port}", str(place.ports["kafka-controller"])),
        ("{data}", str(data)),
        ("{mechanism}", mechanism),
        ("{mechanisms}", ",".join(dict.fromkeys((LOCKED, mechanism)))),
        ("{operator}", OPERATOR),
        ("{password}", operator_password(place.state)),
    ):
        template = template.replace(name, value)
    write_private(file, template)
    return file


def operator_password(state: Path) -> str:
    """The operator's secret of a copy."""
    return password(state, "kafka")


def operator_mechanism(state: Path) -> str:
    """How the operator signs in: by SCRAM, once the broker's data hold the present password.

    Before that (a new folder, one from before passwords, new secrets) the broker takes it from its
    configuration, which only PLAIN can do. We decide it by a file of ours: no broker can talk us into it.
    """
    try:
        return LOCKED if known_file(state).read_text() == fingerprint(state) else UNLOCKED
    except FileNotFoundError:
        return UNLOCKED


def operator_is_known(state: Path) -> None:
    """Note that the broker's data hold the operator's password now."""
    if known_file(state).parent.exists():  # not where a container holds the data
        write_private(known_file(state), fingerprint(state))


def known_file(state: Path) -> Path:
    """Lies among the data, so that it goes with them."""
    return state / "kafka" / "data" / "operator.sha256"


def fingerprint(state: Path) -> str:
    """What tells one password from another."""
    return hashlib.sha256(operator_password(state).encode()).hexdigest()


def format_data(place: Place, java: str, home: Path) -> None:
    """Make an empty cluster with a random id; a crash on the way leaves nothing that looks formatted."""
    fresh = home / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    configuration = write_configuration(place, home / "format.properties", fresh)
    tool = [
        *base(place, java, "-Xshare:auto", "-XX:TieredStopAtLevel=1"),
        "kafka.tools.StorageTool",
        "format",
    ]
    done = subprocess.run(
        [*tool, "--standalone", "-t", cluster_id(), "-c", str(configuration)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Missing(
            f"Kafka's data folder could not be made: {(done.stdout + done.stderr)[-1500:]}", "df -h ."
        )
    shutil.rmtree(home / "data", ignore_errors=True)
    fresh.rename(home / "data")


def cluster_id() -> str:
    """A random id in Kafka's spelling: 16 bytes in URL-safe base64, never beginning with a dash."""
    while (text := base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")).startswith("-"):
        continue
    return text
