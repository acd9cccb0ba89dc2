"""Which PostgreSQL and Kafka are used: our own processes, containers, or servers that are already there."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit, urlunsplit

from saleswire.credentials import Credentials, outside_credentials, own_credentials
from saleswire.missing import Missing
from saleswire.passwords import password
from saleswire.places import HOST, Place

DATABASE_PREFIX = "saleswire_"
PARTITIONS = 12  # of each topic, fixed at birth: a key must stay in its partition
ON_ONE_BROKER = 3  # every look at a topic costs consumer and broker something for each of its partitions


class Kind(StrEnum):
    """Where the infrastructure comes from."""

    AUTO = "auto"
    LOCAL = "local"
    CONTAINERS = "containers"
    EXTERNAL = "external"


@dataclass(frozen=True)
class Infrastructure:
    """Addresses of both servers as services and jobs use them."""

    kind: Kind
    kafka: str  # host:port, several with commas
    admin_url: str = ""  # may create databases and roles; empty when each service's own URL is given
    given: Mapping[str, str] = field(default_factory=dict)  # database URL by service, from outside
    topic_prefix: str = ""  # put before every topic, group and user where a broker is shared
    database_prefix: str = DATABASE_PREFIX  # before a service's name: its database, and its role
    credentials: Credentials = field(default_factory=Credentials)  # of those who speak to Kafka

    @property
    def partitions(self) -> int:
        """How many a new topic gets: fewer on a broker of our own, which serves one copy of each service."""
        return PARTITIONS if self.kind is Kind.EXTERNAL else ON_ONE_BROKER

    def kafka_told(self, place: Place, name: str) -> dict[str, str]:
        """The environment variables with which a program finds Kafka and proves its name."""
        user = self.credentials.user(place, name, self.topic_prefix)
        return {"SALESWIRE_KAFKA_BOOTSTRAP": self.kafka, **self.credentials.told(user)}

    def database_url(self, place: Place, service: str) -> str:
        """Where a service finds its own database."""
        if service in self.given:
            return self.given[service]
        server = urlsplit(self.admin_url)
        host = server.netloc.rpartition("@")[2]
        name = self.database_name(service)
        who = f"{name}:{password(place.state, service)}"
        return urlunsplit(server._replace(netloc=f"{who}@{host}", path=f"/{name}"))

    def database_name(self, service: str) -> str:
        """`quotes` lives in `saleswire_quotes`."""
        return self.database_prefix + service


def choose(kind: Kind, place: Place) -> Infrastructure:
    """What to use; `auto` takes existing servers when the environment names them, else our own."""
    if kind is Kind.AUTO:
        kind = Kind.EXTERNAL if named_outside() else Kind.LOCAL
    if kind is Kind.EXTERNAL:
        return external()
    if kind is Kind.CONTAINERS:
        engine()
    secret = password(place.state, "postgres")
    admin = f"postgresql://postgres:{secret}@{HOST}:{place.ports['postgres']}/postgres"
    kafka = f"{HOST}:{place.ports['kafka']}"
    return Infrastructure(kind, kafka, admin, credentials=own_credentials(place))


def named_outside() -> bool:
    """Whether the environment names both servers."""
    database = any(name == "DATABASE_URL" or name.startswith("DATABASE_URL_") for name in os.environ)
    return database and "KAFKA_BOOTSTRAP_SERVERS" in os.environ


def external() -> Infrastructure:
    """Servers named by DATABASE_URL or DATABASE_URL_<SERVICE>, and KAFKA_BOOTSTRAP_SERVERS."""
    given = {
        name.removeprefix("DATABASE_URL_").lower(): value
        for name, value in os.environ.items()
        if name.startswith("DATABASE_URL_")
    }
    kafka, admin = os.environ.get("KAFKA_BOOTSTRAP_SERVERS", ""), os.environ.get("DATABASE_URL", "")
    if not kafka or not (admin or given):
        raise Missing(
            "--infra=external needs to know both servers",
            "export DATABASE_URL=postgresql://… KAFKA_BOOTSTRAP_SERVERS=host:port",
        )
    return Infrastructure(
        Kind.EXTERNAL,
        kafka,
        admin,
        given,
        os.environ.get("SALESWIRE_TOPIC_PREFIX", ""),
        os.environ.get("SALESWIRE_DATABASE_PREFIX", DATABASE_PREFIX),
        outside_credentials(),
    )


def engine() -> str:
    """The container engine that answers; raises Missing when none does."""
    for name in ("docker", "podman"):
        if (
            shutil.which(name)
            and subprocess.run([name, "info"], capture_output=True, check=False).returncode == 0
        ):
            return name
    raise Missing("no container engine answers", "start docker or podman, or use --infra=local")
