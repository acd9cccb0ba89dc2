"""How a consumer belongs to its group: FastStream's subscriber over aiokafka, set so that nothing is lost.

FastStream gives the loop, aiokafka the membership; what was consumed is decided in ``groups``.
"""

import logging
from collections.abc import Awaitable, Callable, Collection
from typing import Any, Protocol

from aiokafka import ConsumerRebalanceListener, TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from chassis.inbound.odd_records import read_on_after_odd_records
from chassis.kafka import make_broker
from chassis.settings import Settings

log = logging.getLogger("saleswire.consumer")

STOP = 10.0  # seconds that a stop may take

read_on_after_odd_records()


class Member(Protocol):
    """Who is told about the partitions."""

    def revoked(self) -> None:
        """A rebalance begins."""

    async def assigned(self, tps: Collection[TopicPartition]) -> None:
        """These partitions are the member's."""


def broker_for(settings: Settings, group: str) -> KafkaBroker:
    """The broker of one group; not started."""
    return make_broker(
        settings,
        consumer_only=True,
        allow_auto_create_topics=False,
        client_id=f"saleswire-{group}",
        metadata_max_age_ms=30_000,
        graceful_timeout=STOP,
        apply_types=False,
        logger=log,
        log_level=logging.DEBUG,
    )


def subscriber_of(
    broker: KafkaBroker,
    settings: Settings,
    group_id: str,
    topics: Collection[str],
    member: Member,
    parse: Any,
) -> Any:
    """The group's one batch subscriber; ``topics`` without prefix."""
    return broker.subscriber(
        *(settings.topic_prefix + topic for topic in topics),
        batch=True,
        group_id=group_id,
        ack_policy=AckPolicy.NACK_ON_ERROR,
        auto_offset_reset="earliest",
        session_timeout_ms=6000,
        heartbeat_interval_ms=1500,
        max_records=settings.batch_size,
        listener=_Listener(member),
        parser=parse,
        decoder=_as_it_is,
        no_reply=True,
    )


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    def __init__(self, member: Member) -> None:
        self._member = member

    async def on_partitions_revoked(self, _revoked: Collection[TopicPartition]) -> None:
        self._member.revoked()

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        await self._member.assigned(assigned)


class Batch(KafkaAckableMessage):
    """A batch whose acknowledgement commits to Kafka rarely: nothing depends on it."""

    def __init__(self, *args: Any, consumed: Callable[[], Awaitable[None]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._consumed = consumed

    async def ack(self) -> None:
        """Note that the batch was consumed."""
        await self._consumed()


async def _as_it_is(message: Any) -> Any:
    return message
