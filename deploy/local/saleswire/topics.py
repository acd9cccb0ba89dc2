"""Topics as the contracts want them: every setting explicit, none left to a broker's default.

Makes what is missing, corrects settings of what exists, and waits until every partition has a leader.
"""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError

from chassis.kafka import make_admin
from chassis.settings import KafkaSettings
from contracts.messages import streams
from saleswire.infrastructure import PARTITIONS

MEBIBYTE = 1024 * 1024
MONTH = 30 * 24 * 3600 * 1000  # milliseconds
EXISTS_ALREADY = 36


class WrongTopic(Exception):
    """A topic exists with another number of partitions, which cannot be changed without breaking order."""


@dataclass(frozen=True)
class Topic:
    """A topic and all of its settings."""

    name: str
    partitions: int
    settings: Mapping[str, str]

    def command(self, replicas: int) -> str:
        """As Kafka's own tool takes it."""
        size = f"--partitions {self.partitions} --replication-factor {replicas}"
        stated = " ".join(f"--config {name}={value}" for name, value in self.settings.items())
        return f"kafka-topics.sh --create --if-not-exists --topic {self.name} {size} {stated}"


@dataclass
class Changes:
    """What had to be done."""

    made: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)


def settings(replicas: int, retention: int, policy: str = "delete") -> dict[str, str]:
    """The settings that we state for each topic; retention in milliseconds, -1 for ever."""
    return {
        "cleanup.policy": policy,
        "retention.ms": str(retention),
        "retention.bytes": "-1",
        "max.message.bytes": str(MEBIBYTE),
        "min.insync.replicas": str(max(1, replicas - 1)),
        "unclean.leader.election.enable": "false",
        "message.timestamp.type": "CreateTime",
        "compression.type": "producer",
        "segment.bytes": str(256 * MEBIBYTE),
    }


def at_once(replicas: int) -> dict[str, str]:
    """A broker alone writes to the disk what no journal can give back: outsiders' facts, and states.

    Several brokers keep it for each other; and a lost end of our own facts is sent again by their publisher.
    """
    return {"flush.messages": "1"} if replicas == 1 else {}


def stream_topics(prefix: str = "", replicas: int = 1, partitions: int = PARTITIONS) -> list[Topic]:
    """A topic for each stream of the contracts, kept for ever because replay depends on it."""
    return [
        Topic(
            prefix + stream.topic,
            partitions,
            settings(replicas, -1, "compact" if stream.compacted else "delete")
            | (at_once(replicas) if stream.foreign or stream.compacted else {}),
        )
        for stream in streams().values()
    ]


def dead_letter_topics(
    subscriptions: Mapping[str, Iterable[str]], prefix: str = "", replicas: int = 1
) -> list[Topic]:
    """`<group>.<topic>.dlq` for each topic that a group reads; both names without the prefix."""
    return [
        Topic(f"{prefix}{group}.{topic}.dlq", 1, settings(replicas, MONTH))
        for group, read in subscriptions.items()
        for topic in read
    ]


async def ensure_topics(kafka: KafkaSettings, wanted: list[Topic], replicas: int = 1) -> Changes:
    """Make the cluster hold these topics with these settings; raises WrongTopic."""
    admin = make_admin(kafka, request_timeout_ms=15000)
    await admin.start()
    try:
        changes = Changes()
        await wait_for_broker(admin)
        present = set(await admin.list_topics())
        await make(admin, [topic for topic in wanted if topic.name not in present], replicas, changes)
        await correct(admin, [topic for topic in wanted if topic.name in present], changes)
        await wait_for_leaders(admin, wanted)
        await wait_for_coordinator(admin)
        return changes
    finally:
        await admin.close()


async def ready_for_groups(kafka: KafkaSettings) -> None:
    """Return when a broker that has just begun takes consumer groups; raises TimeoutError."""
    admin = make_admin(kafka)
    await admin.start()
    try:
        await wait_for_broker(admin)
        await wait_for_coordinator(admin)
    finally:
        await admin.close()


async def make(admin: AIOKafkaAdminClient, topics: list[Topic], replicas: int, changes: Changes) -> None:
    """Create topics; one that somebody else made at the same moment counts as made."""
    if not topics:
        return
    new = [NewTopic(t.name, t.partitions, replicas, topic_configs=dict(t.settings)) for t in topics]
    answer = await admin.create_topics(new)
    refused = [error for error in answer.topic_errors if error[1] not in (0, EXISTS_ALREADY)]
    if refused:
        raise WrongTopic(f"Kafka refused to make topics: {refused}")
    changes.made += [topic.name for topic in topics]


async def correct(admin: AIOKafkaAdminClient, topics: list[Topic], changes: Changes) -> None:
    """Compare what exists with what is wanted and set what differs."""
    if not topics:
        return
    for found in await admin.describe_topics([topic.name for topic in topics]):
        wanted = next(topic for topic in topics if topic.name == found["topic"])
        if len(found["partitions"]) != wanted.partitions:
            raise WrongTopic(
                f"{wanted.name} has {len(found['partitions'])} partitions, not {wanted.partitions}"
            )
    actual = await current_settings(admin, [topic.name for topic in topics])
    differing = [
        t for t in topics if any(actual[t.name].get(key) != value for key, value in t.settings.items())
    ]
    if differing:
        resources = [
            ConfigResource(ConfigResourceType.TOPIC, t.name, configs=dict(t.settings)) for t in differing
        ]
        await admin.alter_configs(resources)
        changes.corrected += [topic.name for topic in differing]


async def current_settings(admin: AIOKafkaAdminClient, names: list[str]) -> dict[str, dict[str, Any]]:
    """Settings of topics as the broker applies them, by topic."""
    answers = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name) for name in names])
    resources = (resource for answer in answers for resource in answer.resources)
    return {name: {entry[0]: entry[1] for entry in entries} for _, _, _, name, entries in resources}


async def wait_for_broker(admin: AIOKafkaAdminClient, patience: float = 30) -> None:
    """Return when the cluster has a broker: one that has just begun answers before it may hold topics."""
    async with asyncio.timeout(patience):
        while not (await admin.describe_cluster())["brokers"]:  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def wait_for_leaders(admin: AIOKafkaAdminClient, topics: list[Topic], patience: float = 30) -> None:
    """Return when each partition has a leader; raises TimeoutError after ``patience`` seconds."""
    names = [topic.name for topic in topics]
    async with asyncio.timeout(patience):
        # The broker has no event to wait for.
        while not all_led(await admin.describe_topics(names), len(names)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


async def wait_for_coordinator(admin: AIOKafkaAdminClient, patience: float = 30) -> None:
    """Return when consumer groups can be formed: the first question makes Kafka create its own topic."""
    async with asyncio.timeout(patience):
        while True:
            try:
                await admin.find_coordinator("saleswire.topics")
                return
            except KafkaError:
                await asyncio.sleep(0.1)


def all_led(described: list[dict[str, Any]], count: int) -> bool:
    """Whether all topics are known and none of their partitions lacks a leader."""
    partitions = [partition for topic in described for partition in topic["partitions"]]
    known = sum(1 for topic in described if topic["partitions"])
    return known == count and all(partition["leader"] >= 0 for partition in partitions)
