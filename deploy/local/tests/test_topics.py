"""Topics are made from the contracts, each setting stated, and corrected when somebody changed them."""

import secrets
from collections.abc import AsyncIterator

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType

from chassis.kafka import make_admin
from chassis.testing import broker
from contracts.messages import streams
from saleswire.probes import kafka_answers
from saleswire.topics import (
    Topic,
    WrongTopic,
    current_settings,
    dead_letter_topics,
    ensure_topics,
    settings,
    stream_topics,
)

KAFKA = broker()


@pytest.fixture
async def admin() -> AsyncIterator[AIOKafkaAdminClient]:
    """An admin client on the test broker."""
    client = make_admin(KAFKA)
    await client.start()
    yield client
    await client.close()


@pytest.fixture
async def prefix(admin: AIOKafkaAdminClient) -> AsyncIterator[str]:
    """A prefix of our own; its topics are deleted afterwards."""
    mine = f"t{secrets.token_hex(4)}."
    yield mine
    await admin.delete_topics([name for name in await admin.list_topics() if name.startswith(mine)])


async def test_every_stream_has_its_topic_with_explicit_settings(
    admin: AIOKafkaAdminClient, prefix: str
) -> None:
    dead = dead_letter_topics({"orders.reactions": ["sales.quote.v1"]}, prefix)
    changes = await ensure_topics(KAFKA, stream_topics(prefix) + dead)
    assert len(changes.made) == len(streams()) + 1

    name, dead_letters = f"{prefix}sales.quote.v1", f"{prefix}orders.reactions.sales.quote.v1.dlq"
    found = await current_settings(admin, [name, dead_letters])
    assert found[name]["retention.ms"] == "-1"
    assert found[name]["cleanup.policy"] == "delete"
    assert found[name]["min.insync.replicas"] == "1"
    assert found[dead_letters]["retention.ms"] == str(30 * 24 * 3600 * 1000)
    described = {
        topic["topic"]: len(topic["partitions"])
        for topic in await admin.describe_topics([name, dead_letters])
    }
    assert described == {name: 12, dead_letters: 1}


@pytest.mark.parametrize(("replicas", "flushed"), [(1, True), (3, False)])
def test_a_broker_alone_flushes_what_no_journal_can_give_back(replicas: int, flushed: bool) -> None:
    journaled = {stream.topic for stream in streams().values() if not stream.foreign and not stream.compacted}
    flushing = {t.name for t in stream_topics(replicas=replicas) if t.settings.get("flush.messages") == "1"}
    assert bool(flushing) == flushed
    assert flushing & journaled == set()
    if flushed:
        assert flushing | journaled == {stream.topic for stream in streams().values()}


def test_personal_state_is_compacted() -> None:
    compacted = {stream.topic for stream in streams().values() if stream.compacted}
    policies = {topic.name: topic.settings["cleanup.policy"] for topic in stream_topics()}
    assert compacted
    assert {name for name, policy in policies.items() if policy == "compact"} == compacted


async def test_a_changed_setting_is_corrected_and_a_second_run_changes_nothing(
    admin: AIOKafkaAdminClient, prefix: str
) -> None:
    wanted = [Topic(f"{prefix}one", 2, settings(1, -1))]
    await ensure_topics(KAFKA, wanted)
    other = {"retention.ms": "1000"}
    await admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, wanted[0].name, configs=other)])
    assert (await ensure_topics(KAFKA, wanted)).corrected == [wanted[0].name]
    again = await ensure_topics(KAFKA, wanted)
    assert (again.made, again.corrected) == ([], [])


async def test_another_number_of_partitions_is_refused(prefix: str) -> None:
    await ensure_topics(KAFKA, [Topic(f"{prefix}one", 2, settings(1, -1))])
    with pytest.raises(WrongTopic, match="has 2 partitions"):
        await ensure_topics(KAFKA, [Topic(f"{prefix}one", 12, settings(1, -1))])


async def test_the_probe_asks_without_client_library_and_credentials() -> None:
    host, _, port = KAFKA.kafka_bootstrap.partition(":")
    assert await kafka_answers(int(port), host)
    assert not await kafka_answers(1, host)
