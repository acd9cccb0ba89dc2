"""Who may do what on Kafka, read off the contracts: each writes its own topics and reads what it declares.

Nobody but the operator, who needs no right, makes, changes or deletes a topic.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from contracts.messages import OUTSIDERS, streams, streams_of


class NotAReader(Exception):
    """A program declares to read a topic whose readers are named, and is not one of them."""


class Kind(StrEnum):
    """What a right is about."""

    TOPIC = "topic"
    GROUP = "group"


class Deed(StrEnum):
    """What it allows; to see that the topic is there is part of both."""

    READ = "Read"
    WRITE = "Write"


@dataclass(frozen=True, order=True)
class Right:
    """One thing that one user may do; ``prefixed``: with everything whose name begins so."""

    user: str
    kind: Kind
    name: str
    deed: Deed
    prefixed: bool = False

    @property
    def command(self) -> str:
        """As Kafka's own tool takes it."""
        pattern = "prefixed" if self.prefixed else "literal"
        who = f"--add --allow-principal User:{self.user} --operation {self.deed.value}"
        return f"kafka-acls.sh {who} --{self.kind.value} {self.name} --resource-pattern-type {pattern}"


def all_rights(
    users: Mapping[str, str], subscriptions: Mapping[str, Iterable[str]], prefix: str = ""
) -> set[Right]:
    """Of all programs; ``users`` by program, ``subscriptions`` of all groups. Raises NotAReader."""
    found: set[Right] = set()
    for name, user in users.items():
        groups = {group: topics for group, topics in subscriptions.items() if group.startswith(f"{name}.")}
        if name in OUTSIDERS:
            found |= outsider_rights(name, user, prefix)
        else:
            found |= service_rights(name, user, groups, prefix)
    return found


def service_rights(
    name: str, user: str, subscriptions: Mapping[str, Iterable[str]], prefix: str = ""
) -> set[Right]:
    """Of a service; ``subscriptions`` are the topics that each of its groups reads, without prefix.

    It reads its own topics, too: to see whether the log still ends where it left off. Raises NotAReader.
    """
    own = [stream.topic for stream in streams_of(name)]
    read = {topic for topics in subscriptions.values() for topic in topics}
    dead = [f"{group}.{topic}.dlq" for group, topics in subscriptions.items() for topic in topics]
    check_readers(name, read)
    return rights_of(name, user, {*own, *read}, {*own, *dead}, prefix)


def outsider_rights(name: str, user: str, prefix: str = "") -> set[Right]:
    """Of a system of others. Raises NotAReader."""
    own, read = [s.topic for s in streams_of(name)], [s.topic for s in OUTSIDERS[name]]
    check_readers(name, read)
    return rights_of(name, user, {*own, *read}, own, prefix)


def rights_of(name: str, user: str, read: Iterable[str], write: Iterable[str], prefix: str) -> set[Right]:
    """Topics by their whole names; groups are its own that begin with its name and a dot."""
    reading = {Right(user, Kind.TOPIC, prefix + topic, Deed.READ) for topic in read}
    writing = {Right(user, Kind.TOPIC, prefix + topic, Deed.WRITE) for topic in write}
    return reading | writing | {Right(user, Kind.GROUP, f"{prefix}{name}.", Deed.READ, prefixed=True)}


def check_readers(name: str, topics: Iterable[str]) -> None:
    """Raise NotAReader for a topic whose readers are named without this one."""
    for stream in streams().values():
        if stream.topic in topics and stream.readers and name not in stream.readers:
            raise NotAReader(
                f"{name} reads {stream.topic}, which is not for everyone: "
                f"name it among the readers of {stream.name} in the contracts"
            )
