"""One batch subscriber for a group: it starts where our database says, and every stop has an end."""

import asyncio
import time
from collections.abc import Collection, Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import ConsumerStoppedError
from faststream.exceptions import NackMessage
from faststream.kafka import KafkaBroker
from faststream.kafka.message import KafkaAckableMessage

from chassis.inbound import inbox
from chassis.inbound.dead_letters import Redriver
from chassis.inbound.groups import HELD, Group, Handlers
from chassis.inbound.membership import (
    STOP,
    Batch,
    broker_for,
    log,
    subscriber_of,
)
from chassis.inbound.patience import Stopping
from chassis.inbound.positions import Fenced, Place, Step
from chassis.private import abandon, has_lost_coordination, poll_by, wait_for_unread
from chassis.work import Database

LIVELY = 60.0  # seconds without a sign of life until the process counts as dead
POLL = 500  # milliseconds; records that arrive end it early
FEW = 100  # records; a batch of more needs no company, for there may be a backlog
SHOW = 1.0  # seconds between commits to Kafka, which serve displays of lag only
UNREAD = 30.0  # seconds that records of other partitions may lie unread
PLACE = 4.0  # seconds for finding our positions while the group waits for us; below the session's 6
PRUNE = 3600.0  # seconds


class Consumer:
    """Brings the records of a service's reactions or projections to their group, from start to stop."""

    def __init__(self, service: str, handlers: Handlers, database: Database) -> None:
        self.group = Group(service, handlers, database)
        self.settings = database.settings
        self.redriver = Redriver(self.group)
        self.group_id = self.settings.topic_prefix + self.group.name
        self._subscriber: Any = None
        self._broker: KafkaBroker | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._assigned = False
        self._shown = 0.0
        self._dirty = False
        self._rested = 0.0

    async def start(self) -> None:
        """Begin in the background; brokers may be absent. Without handlers there is nothing to do."""
        if self.group.topics:
            self._tasks = [
                asyncio.create_task(self._connect(), name=f"{self.group.name} connect"),
                asyncio.create_task(self.redriver.run(), name=f"{self.group.name} redrive"),
                asyncio.create_task(self._prune(), name=f"{self.group.name} prune"),
            ]

    async def stop(self) -> None:
        """Finish the batch at hand and leave the group, within ten seconds; then drop everything."""
        self.group.patience.stop()
        for task in self._tasks:
            task.cancel()
        broker, self._broker = self._broker, None
        consumer = self._kafka
        if broker is None:  # still connecting
            abandon(consumer)
        else:
            stopping = asyncio.create_task(self._leave(broker))
            await asyncio.wait({stopping}, timeout=STOP)
            if not stopping.done():
                stopping.cancel()
                abandon(consumer)
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []

    def alive(self) -> bool:
        """Did the loop give a sign of life within a minute, and does its coordination run?"""
        if not self.group.topics:
            return True
        if has_lost_coordination(self._kafka):
            return False
        return time.monotonic() - self.group.patience.touched < LIVELY

    def ready(self) -> bool:
        """Does it know its partitions (none, when other members own them all), and does it keep up?"""
        return self.unready() is None

    def unready(self) -> str | None:
        """What there is to say against it."""
        if self.group.topics and not self._assigned:
            return f"{self.group.name} does not know its partitions yet"
        return self.group.patience.complaint()

    def status(self) -> dict[str, Any]:
        """What an operator wants to see: lag in records by topic, counts since the start, last error."""
        return {
            "group": self.group.name,
            "topics": self.group.topics,
            "alive": self.alive(),
            "ready": self.ready(),
            "partitions": len(self.group.expected),
            "lag": self.lag(),
            **self.group.figures.as_dict(),
            "last_error": self.group.patience.last_error,
        }

    @property
    def _kafka(self) -> AIOKafkaConsumer | None:
        return None if self._subscriber is None else self._subscriber.consumer

    async def _connect(self) -> None:
        patience = self.group.patience
        while True:
            try:
                await self._join()
            except Exception as error:  # brokers away, or something nobody thought of: the API must go on
                patience.failed(error)
                abandon(self._kafka)
                await patience.pause(1)
            else:
                return

    async def _join(self) -> None:
        broker = broker_for(self.settings, self.group.name)
        subscriber = subscriber_of(broker, self.settings, self.group_id, self.group.topics, self, self._parse)
        subscriber(self._consume)
        poll_by(subscriber, self._poll)
        self._subscriber = subscriber
        async with asyncio.timeout(20):
            await broker.start()
        self._broker = broker
        wait_for_unread(subscriber.consumer, UNREAD)
        self._complain_of_missing_topics()

    def _complain_of_missing_topics(self) -> None:
        consumer = self._kafka
        prefix = self.settings.topic_prefix
        missing = [t for t in self.group.topics if consumer and not consumer.partitions_for_topic(prefix + t)]
        if missing:
            self.group.patience.failed(LookupError(f"topics do not exist: {', '.join(missing)}"))

    async def _poll(self, consumer: AIOKafkaConsumer) -> tuple[ConsumerRecord[Any, Any], ...]:
        self.group.patience.touch()
        await self._breathe()
        try:
            found = await self._fetched(consumer)
        except ConsumerStoppedError:
            raise
        except Exception as error:
            await self._lost(consumer, error)
            return ()
        self.group.patience.touch()
        # what was fetched before our own position was sought may begin anywhere
        placed = [records for tp, records in found.items() if self._place(tp) in self.group.expected]
        if not found:
            await self._idle(consumer)
        return tuple(chain.from_iterable(placed))

    async def _breathe(self) -> None:
        """Let events gather after a batch, for one transaction; not while somebody waits for them."""
        rest = self._rested - time.monotonic()
        if rest > 0:
            await self.group.database.applied.nap(self.group.name, rest)

    async def _idle(self, consumer: AIOKafkaConsumer) -> None:
        try:
            await self._apply(())
        except Stopping:
            return
        except Exception as error:  # it is held on, and the next poll tries again
            self.group.patience.failed(error)
        else:
            self.group.patience.succeeded()
        await self._show(consumer)

    async def _fetched(self, consumer: AIOKafkaConsumer) -> dict[TopicPartition, list[Any]]:
        unplaced = [tp for tp in consumer.assignment() if self._place(tp) not in self.group.expected]
        if unplaced:
            await self.find(unplaced)
        found: dict[TopicPartition, list[Any]] = await consumer.getmany(
            timeout_ms=int(HELD * 1000) if self.group.held else POLL, max_records=self.settings.batch_size
        )
        return found

    async def _lost(self, consumer: AIOKafkaConsumer, error: Exception) -> None:
        # what it had taken already is gone with the error: the next poll finds its places again
        self.group.patience.failed(error)
        self.group.drop(self._place(tp) for tp in consumer.assignment())
        with suppress(Stopping):
            await self.group.patience.pause(1)

    async def _consume(self, message: KafkaAckableMessage) -> None:
        records = message.raw_message
        assert isinstance(records, tuple)
        self._rested = time.monotonic() + self.group.handlers.pace * (len(records) < FEW)
        try:
            await self._apply(records)
        except Stopping:
            raise NackMessage from None

    async def _apply(self, records: Sequence[ConsumerRecord[Any, Any]]) -> None:
        taken = (*records, *(incoming.record for incoming in self.group.held))
        tried = {TopicPartition(record.topic, record.partition) for record in taken}
        try:
            await self.group.apply(records)
        except Fenced as error:
            self.group.patience.failed(error)
            await self._start_over(tried)
        else:
            await self._look_behind(records)

    async def _look_behind(self, records: Collection[ConsumerRecord[Any, Any]]) -> None:
        """Find our place again where all that came lies behind it: the topic may be a new one."""
        last = {TopicPartition(r.topic, r.partition): r.offset for r in records}
        behind = {
            tp for tp, offset in last.items() if offset + 1 < self.group.expected.get(self._place(tp), 0)
        }
        if behind:
            await self._start_over(behind)

    async def _start_over(self, tps: Collection[TopicPartition]) -> None:
        self.group.drop(self._place(tp) for tp in tps)
        await self.group.patience.insist(lambda: self.find(tps))

    async def find(self, tps: Collection[TopicPartition]) -> None:
        """Seek where our database says; to the beginning where that lies outside the log."""
        consumer = self._kafka
        if consumer is None:
            return
        tps = list(set(tps) & consumer.assignment())
        beginnings, ends = await asyncio.gather(consumer.beginning_offsets(tps), consumer.end_offsets(tps))
        known = await self.group.take(self._place(tp) for tp in tps)
        outside = []
        for tp in set(tps) & consumer.assignment():
            offset = known[self._place(tp)]
            if not beginnings[tp] <= offset <= ends[tp]:
                outside.append(Step(self._place(tp), offset, beginnings[tp]))
                offset = beginnings[tp]
            consumer.seek(tp, offset)
        if outside:
            log.warning("%s: positions outside their logs: %s", self.group.name, outside)
            await self.group.rewind(outside)

    def _place(self, tp: TopicPartition) -> Place:
        return self.group.place_of(tp.topic, tp.partition)

    def revoked(self) -> None:
        """A rebalance begins: nothing is ours until it ends."""
        self._assigned = False
        self.group.database.applied.reads_all(self.group.name, False)
        self.group.drop(list(self.group.expected))

    async def assigned(self, tps: Collection[TopicPartition]) -> None:
        """These partitions are ours; where that fails now, the next poll does it."""
        try:
            async with asyncio.timeout(PLACE):
                await self.find(tps)
        except Exception as error:
            self.group.drop(self._place(tp) for tp in tps)
            self.group.patience.failed(error)
        self._assigned = True
        self.group.database.applied.reads_all(self.group.name, self._owns_all(tps))

    def _owns_all(self, tps: Collection[TopicPartition]) -> bool:
        consumer, prefix = self._kafka, self.settings.topic_prefix
        known = consumer.partitions_for_topic if consumer is not None else lambda _: None
        there = {
            TopicPartition(prefix + topic, partition)
            for topic in self.group.topics
            for partition in known(prefix + topic) or ()
        }
        return bool(there) and there <= set(tps)

    async def _parse(self, records: tuple[ConsumerRecord[Any, Any], ...]) -> Batch:
        return Batch(body=b"", raw_message=records, consumer=self._kafka, consumed=self._consumed)

    async def _consumed(self) -> None:
        self._dirty = True
        if self._kafka is not None and time.monotonic() - self._shown > SHOW:
            await self._show(self._kafka)

    async def _show(self, consumer: AIOKafkaConsumer) -> None:
        if not self._dirty:
            return
        self._dirty, self._shown = False, time.monotonic()
        with suppress(Exception):  # only displays of lag go without; our position is committed already
            async with asyncio.timeout(5):
                await consumer.commit()

    async def _leave(self, broker: KafkaBroker) -> None:
        if self._kafka is not None:
            await self._show(self._kafka)
        await broker.stop()

    async def _prune(self) -> None:
        while True:
            with suppress(Exception):  # tomorrow will do
                await self.group.database.run(inbox.prune, self.group.name)
            await asyncio.sleep(PRUNE)

    def lag(self) -> dict[str, int]:
        """Records that are not applied yet, by topic, of the partitions that are ours."""
        consumer = self._kafka
        lag = dict.fromkeys(self.group.topics, 0)
        for place, expected in list(self.group.expected.items()):
            tp = TopicPartition(self.settings.topic_prefix + place.topic, place.partition)
            if consumer is not None and tp in consumer.assignment():
                lag[place.topic] += max(0, (consumer.highwater(tp) or expected) - expected)
        return lag
