"""Send entries of the journal again: the same messages as the first time; readers drop what they know."""

from collections.abc import Iterable, Iterator

from aiokafka import AIOKafkaProducer

from chassis.outbound.envelope import Entry, headers_of, source
from chassis.outbound.producer import Outbound, Written, acknowledged, answered_by, forget, hand_over, soon
from chassis.settings import Settings


async def resend(
    producer: AIOKafkaProducer, service: str, settings: Settings, entries: Iterable[Entry]
) -> list[Written]:
    """Send them in order and say where they are, acknowledged. Raises NoAnswer or KafkaError."""
    async with answered_by(soon()):
        acks = await hand_over(producer, _messages(service, settings, entries))
        try:
            return await acknowledged(acks)
        finally:
            forget(acks)


def _messages(service: str, settings: Settings, entries: Iterable[Entry]) -> Iterator[Outbound]:
    ours = source(service)
    for entry in entries:
        yield settings.topic_prefix + entry.topic, entry.key, entry.body, headers_of(entry, ours)
