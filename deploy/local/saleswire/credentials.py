"""Who is who on Kafka: the settings with which each program of a copy reaches it and proves its name."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from saleswire.kafka import LOCKED, OPERATOR, operator_mechanism, operator_password
from saleswire.passwords import password
from saleswire.places import Place

if TYPE_CHECKING:
    from chassis.settings import KafkaSettings

USERNAME, PASSWORD = "SALESWIRE_KAFKA_USERNAME", "SALESWIRE_KAFKA_PASSWORD"
USERS, OURS = "SALESWIRE_KAFKA_USERS", "SALESWIRE_KAFKA_OURS"  # for the job that makes users and rights
PROTOCOL, MECHANISM = "SALESWIRE_KAFKA_SECURITY_PROTOCOL", "SALESWIRE_KAFKA_SASL_MECHANISM"

User = tuple[str, str]  # name and password


@dataclass(frozen=True)
class Credentials:
    """How Kafka is spoken to; certificates are told by the environment alone."""

    protocol: str = "PLAINTEXT"
    mechanism: str = LOCKED
    operator: User = ("", "")  # may make topics, users and rights
    operator_mechanism: str = LOCKED
    given: Mapping[str, User] = field(default_factory=dict)  # by program, from outside

    @property
    def makes_users(self) -> bool:
        """Whether each program gets a user of its own from us."""
        return self.protocol.startswith("SASL") and self.mechanism == LOCKED

    def user(self, place: Place, name: str, prefix: str = "") -> User:
        """As whom a program signs in: given from outside, made by us, or the operator, whom all share."""
        if name in self.given:
            return self.given[name]
        return (prefix + name, password(place.state, f"kafka-{name}")) if self.makes_users else self.operator

    def users(self, place: Place, names: Iterable[str], prefix: str = "") -> dict[str, User]:
        """By program: users of their own, without the passwords of those that were given from outside."""
        found = {name: self.user(place, name, prefix) for name in names}
        return {
            name: (user, "" if name in self.given else word)
            for name, (user, word) in found.items()
            if user != self.operator[0]
        }

    def told(self, user: User) -> dict[str, str]:
        """The environment variables of somebody who signs in as ``user``."""
        mechanism = self.operator_mechanism if user == self.operator else self.mechanism
        return {PROTOCOL: self.protocol, MECHANISM: mechanism, USERNAME: user[0], PASSWORD: user[1]}

    def settings(self, bootstrap: str) -> "KafkaSettings":
        """Kafka as the operator sees it."""
        from chassis.settings import KafkaSettings

        return KafkaSettings(
            kafka_bootstrap=bootstrap,
            kafka_security_protocol=self.protocol,
            kafka_sasl_mechanism=self.operator_mechanism,
            kafka_username=self.operator[0],
            kafka_password=self.operator[1],
        )


def own_credentials(place: Place) -> Credentials:
    """Those of a broker of our own."""
    operator = OPERATOR, operator_password(place.state)
    return Credentials("SASL_PLAINTEXT", LOCKED, operator, operator_mechanism(place.state))


def outside_credentials() -> Credentials:
    """Those of a broker that is there already, from SALESWIRE_KAFKA_…, …_USERNAME_<PROGRAM> among them."""
    told = os.environ
    names = (name.removeprefix(f"{USERNAME}_") for name in told if name.startswith(f"{USERNAME}_"))
    given = {n.lower(): (told[f"{USERNAME}_{n}"], told.get(f"{PASSWORD}_{n}", "")) for n in names}
    mechanism = told.get(MECHANISM, LOCKED)
    operator = told.get(USERNAME, ""), told.get(PASSWORD, "")
    return Credentials(told.get(PROTOCOL, "PLAINTEXT"), mechanism, operator, mechanism, given)
