"""A producer that writes only over the connections that it began with.

Behind another connection may be another log: a broker that came back with an older copy takes what it is
given, before anybody compared. Who opened the producer compared after it had connected.
"""

from typing import Any

from aiokafka import AIOKafkaProducer
from aiokafka.client import ConnectionGroup
from aiokafka.errors import KafkaError
from aiokafka.protocol.produce import ProduceRequest

from chassis.private import links_of


class LinkLost(KafkaError):  # type: ignore[misc]  # aiokafka has no types
    """The connection to a broker is not the first one any more; not for aiokafka to try again."""

    retriable = False


async def keep_links(producer: AIOKafkaProducer) -> None:
    """Connect a started producer to all brokers; over other connections it will refuse with LinkLost."""
    client = producer.client
    for broker in client.cluster.brokers():
        await client.ready(broker.nodeId)
    producer.links = Links(client)


class Links:
    """The connections to the brokers, as they were."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._first = {place: link for place, link in links_of(client).items() if link.connected()}
        self._send, client.send = client.send, self._checked

    def hold(self) -> bool:
        """Whether each of them still stands; brokers and we close those that are idle for long."""
        return all(map(self._holds, self._first))

    def _holds(self, place: tuple[int, int]) -> bool:
        first = self._first.get(place)
        links = links_of(self._client)
        return first is not None and place in links and links[place] is first and bool(first.connected())

    async def _checked(self, node: int, request: Any, *, group: int = ConnectionGroup.DEFAULT) -> Any:
        """As aiokafka's, which connects anew without a word."""
        if isinstance(request, ProduceRequest) and not self._holds((node, group)):
            raise LinkLost(f"the connection to broker {node} was lost")
        return await self._send(node, request, group=group)
