"""Kafka as the contracts want it, where the chart makes it: every topic, every user, every right."""

from collections.abc import Iterator
from typing import Any

from contracts.messages import OUTSIDERS
from saleswire.chart.rendering import Manifest
from saleswire.chart.rules.reading import of_kind
from saleswire.places import SERVICES
from saleswire.published.chart_data import REPLICAS, subscriptions
from saleswire.rights import Right, all_rights
from saleswire.topics import Topic, dead_letter_topics, stream_topics


def wrong_topics(manifests: list[Manifest]) -> Iterator[str]:
    """Topics that are missing, too many, or otherwise than the contracts say."""
    if not any(of_kind(manifests, "Kafka")):
        return
    wanted = {topic.name: topic for topic in topics()}
    found = {each["spec"]["topicName"]: each["spec"] for each in of_kind(manifests, "KafkaTopic")}
    yield from (f"{name} is missing" for name in wanted.keys() - found.keys())
    yield from (f"{name} is in no contract" for name in found.keys() - wanted.keys())
    for name in wanted.keys() & found.keys():
        topic, spec = wanted[name], found[name]
        if (spec["partitions"], spec["config"]) != (topic.partitions, dict(topic.settings)):
            yield f"{name} is {spec}"


def wrong_rights(manifests: list[Manifest]) -> Iterator[str]:
    """Rights that a user lacks, or has too many."""
    if not any(of_kind(manifests, "Kafka")):
        return
    users = {name: f"saleswire-kafka-{name}" for name in (*SERVICES, *OUTSIDERS)}
    wanted = {as_told(right) for right in all_rights(users, read())}
    found = {
        (each["metadata"]["name"], *as_read(acl), deed)
        for each in of_kind(manifests, "KafkaUser")
        for acl in each["spec"]["authorization"]["acls"]
        for deed in acl["operations"]
    }
    yield from (f"missing: {right}" for right in wanted - found)
    yield from (f"too much: {right}" for right in found - wanted)


def topics() -> list[Topic]:
    """Every topic of the contracts and of the services' groups."""
    return [*stream_topics(replicas=REPLICAS), *dead_letter_topics(read(), "", REPLICAS)]


def read() -> dict[str, list[str]]:
    """Topics by group, of all services."""
    return {group: topics for name in SERVICES for group, topics in subscriptions(name).items()}


def as_told(right: Right) -> tuple[str, str, str, str, str]:
    """A right as the contracts give it: user, kind, name, pattern, deed."""
    pattern = "prefix" if right.prefixed else "literal"
    return right.user, right.kind.value, right.name, pattern, right.deed.value


def as_read(acl: dict[str, Any]) -> tuple[str, str, str]:
    """What a user's entry is about: kind, name, pattern."""
    return acl["resource"]["type"], acl["resource"]["name"], acl["resource"]["patternType"]
