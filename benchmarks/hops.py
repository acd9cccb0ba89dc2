"""From commit to broker, and from there to the effect, read off the log when the deals were made.

An event knows when its row was written (the database's clock) and when it was handed to the broker (the
relay's, whole milliseconds); what it caused names it. All clocks are one machine's.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.figures import Percentiles, percentiles
from benchmarks.stand import Stand
from chassis.kafka import make_consumer
from chassis.private import follow
from contracts.orders import OrderDrafted
from contracts.quotes import QuoteAccepted

TOPICS = (QuoteAccepted.stream.topic, OrderDrafted.stream.topic)


async def hops(stand: Stand, since: float) -> dict[str, Percentiles]:
    """Milliseconds from ``commit`` to ``published`` of all events of quotes and orders since then (seconds
    since 1970), and from an accepted quote on the broker to its drafted order in the database."""
    records = [Heard(record) for record in await heard(stand, since)]
    published = {one.id: one.published for one in records if one.type == QuoteAccepted.type}
    drafted = [one for one in records if one.type == OrderDrafted.type and one.cause in published]
    return {
        "commit_to_published": percentiles([one.published - one.written for one in records]),
        "published_to_effect": percentiles([one.written - published[one.cause] for one in drafted]),
    }


class Heard:
    """What a record says of its times, in milliseconds since 1970."""

    def __init__(self, record: Any) -> None:
        headers = dict(record.headers)
        self.type = headers["ce_type"].decode()
        self.id, self.cause = headers["ce_id"], headers["causationid"]
        self.written = datetime.fromisoformat(headers["ce_time"].decode()).timestamp() * 1000
        self.published = float(record.timestamp)


async def heard(stand: Stand, since: float) -> list[Any]:
    """The records of both topics from a moment on."""
    consumer = make_consumer(stand.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        await follow(consumer, TOPICS)
        places = [TopicPartition(t, n) for t in TOPICS for n in consumer.partitions_for_topic(t) or ()]
        ends = await consumer.end_offsets(places)
        begins = await consumer.offsets_for_times(dict.fromkeys(places, int(since * 1000)))
        wanted = {place: at.offset for place, at in begins.items() if at is not None}
        consumer.assign(list(wanted))
        for place, offset in wanted.items():
            consumer.seek(place, offset)
        return [record async for record in until(consumer, wanted, ends)]
    finally:
        await consumer.stop()


async def until(consumer: AIOKafkaConsumer, wanted: Iterable[TopicPartition], ends: dict[Any, int]) -> Any:
    """Records up to the given ends."""
    while any([await consumer.position(place) < ends[place] for place in wanted]):
        for records in (await consumer.getmany(timeout_ms=300)).values():
            for record in records:
                yield record
