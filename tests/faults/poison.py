"""Poison on real topics during load: each record is put aside once, its key waits, all others go on.

Whatever is written here carries a header that the checker knows: no row stands behind such a fact.
"""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import asyncpg
from aiokafka import TopicPartition

from chassis.kafka import make_consumer, make_producer
from chassis.private import follow
from saleswire.places import ROOT
from tests.faults.evidence import STRANGE
from tests.faults.lag import log_ends
from tests.faults.load import until
from tests.faults.scene import Figures, Scene
from tests.faults.stand import Stand

OF_EACH = 3
DEALS = 10  # must close behind the poison: so much passes the readers that put it aside
LONGEST = 60.0
LARGE = 1_040_000  # bytes; with its headers as much as the broker takes
QUOTES, CREDIT, JOBS = "sales.quote.v1", "sales.credit.v1", "production.job.v1"
READERS = (  # of quotes
    "orders.projections",
    "orders.reactions",
    "reporting.projections",
    "notifications.projections",
)
ACCEPTED, GRANTED, FINISHED = (
    "sales.quote.accepted.v1",
    "sales.credit.granted.v1",
    "production.job.finished.v1",
)


@dataclass
class Poison:
    """A record that nobody should have written, and the groups that must dead-letter it."""

    kind: str
    topic: str
    key: str | None
    headers: dict[str, bytes]
    body: bytes | None
    buried_by: tuple[str, ...] = READERS
    mark: str = field(default_factory=lambda: uuid4().hex)


async def poison(scene: Scene) -> Figures:
    """Every kind of P11 that can be written from outside; answers how often each was dead-lettered."""
    put = [each for _ in range(OF_EACH) for each in every_kind()]
    scene.strange |= {each.key for each in put if each.key}
    await send(scene.stand, put)
    wanted = {(each.mark, group) for each in put for group in each.buried_by}

    async def all_buried() -> bool:
        return wanted <= set(await buried(scene.stand))

    await until(all_buried, "all poison is dead-lettered", LONGEST)
    closed = scene.market.closed

    async def others_go_on() -> bool:
        return scene.market.closed >= closed + DEALS

    await until(others_go_on, f"{DEALS} deals close beside the poison", LONGEST)
    found = await buried(scene.stand)
    kinds = {each.mark: each.kind for each in put}
    for place, times in found.items():
        words = f"{kinds.get(place[0], 'what is none')} was dead-lettered {times} times by {place[1]}"
        scene.expect(place in wanted and times == 1, "doubled", words)
    await followers_wait(scene, put)
    await refused_once(scene, put)
    said = Counter(kinds[mark] for mark, _ in found if mark in kinds)
    return {kind: said[kind] for kind in dict.fromkeys(kinds.values())}


def every_kind() -> list[Poison]:
    """One of each, all about aggregates that do not exist, and a fact that follows the first."""
    bad = quote("bad JSON", body=b'{"quote_id": "')
    return [
        bad,
        quote("follower", key=bad.key, about={"sequence": b"2", "ce_type": b"sales.quote.sent.v1"}, by=()),
        quote("bad UTF-8 header", about={"ce_type": b"\xff\xfe"}),
        quote("tombstone", body=None),
        quote("unknown type", about={"ce_type": b"sales.quote.admired.v1"}, by=()),  # ignored, counted
        quote("unknown major version", about={"ce_type": b"sales.quote.accepted.v2"}),
        quote("missing key", key=None),
        quote("1 MiB", body=b"x" * LARGE),
        example("impossible", CREDIT, GRANTED, "credit_id", ("orders.reactions",)),
        example("impossible from outside", JOBS, FINISHED, "job_order_id", ()),  # refused, and written down
        example("bad JSON from outside", JOBS, FINISHED, "job_order_id", (), b"{"),  # the same
    ]


def quote(
    kind: str,
    key: str | None = "",
    body: bytes | None = b"",
    about: dict[str, bytes] | None = None,
    by: tuple[str, ...] = READERS,
) -> Poison:
    """An accepted quote that has something wrong with it."""
    made = example(kind, QUOTES, ACCEPTED, "quote_id", by, body)
    made.headers |= about or {}
    if key is None or key:
        made.key = key
        made.headers["ce_subject"] = (key or str(uuid4())).encode()
    return made


def example(
    kind: str, topic: str, type_: str, field_: str, by: tuple[str, ...], body: bytes | None = b""
) -> Poison:
    """The golden example of a type, about something new; an empty body stands for the example's own."""
    golden: Any = json.loads((ROOT / "contracts" / "examples" / f"{type_}.json").read_text())
    key = str(uuid4())
    headers = {name: value.encode() for name, value in golden["headers"].items()}
    headers |= {"ce_id": str(uuid4()).encode(), "ce_subject": key.encode()}
    own = json.dumps(golden["body"] | {field_: key} | other_ids(type_)).encode()
    made = Poison(kind, topic, key, headers, own if body == b"" else body, by)
    made.headers[STRANGE] = made.mark.encode()
    return made


def other_ids(type_: str) -> dict[str, str]:
    """Other ids in the body that must be new, too."""
    return {"order_id": str(uuid4())} if type_ == GRANTED else {}


async def send(stand: Stand, put: list[Poison]) -> None:
    """Write them on the topics, one after the other between the records of the load."""
    size = 2 * LARGE
    producer = make_producer(stand.kafka, acks="all", max_request_size=size, max_batch_size=size)
    await producer.start()
    try:
        for each in put:
            key = each.key.encode() if each.key else None
            headers = list(each.headers.items())
            await producer.send_and_wait(each.topic, each.body, key, headers=headers)
            await asyncio.sleep(0.1)
    finally:
        await producer.stop()


async def buried(stand: Stand) -> Counter[tuple[str, str]]:
    """How often each mark lies on the dead-letter topics of a group."""
    consumer = make_consumer(stand.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        topics = [name for name in await consumer.topics() if name.endswith(".dlq")]
        await follow(consumer, topics)
        places = {TopicPartition(t, n) for t in topics for n in consumer.partitions_for_topic(t) or ()}
        ends = {place: end for place, end in (await log_ends(stand, places)).items() if end}
        if not ends:
            return Counter()
        consumer.assign(list(ends))
        await consumer.seek_to_beginning(*ends)
        found: Counter[tuple[str, str]] = Counter()
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for records in (await consumer.getmany(timeout_ms=300)).values():
                for record in records:
                    headers = {name: value or b"" for name, value in record.headers}
                    mark = headers.get(STRANGE, b"").decode()
                    found[mark, headers["dlq_group"].decode()] += 1
        return found
    finally:
        await consumer.stop()


async def followers_wait(scene: Scene, put: list[Poison]) -> None:
    """Behind each bad record its follower is parked, in order, and is no dead letter itself."""
    keys = [each.key.encode() for each in put if each.kind == "follower" and each.key]
    connection = await asyncpg.connect(scene.stand.database("orders"))
    try:
        rows = await connection.fetch(PARKED, keys)
    finally:
        await connection.close()
    scene.expect(
        [tuple(row["sequences"]) for row in rows] == [(1, 2)] * len(keys),
        "disordered",
        f"behind poison wait {[row['sequences'] for row in rows]}",
    )


PARKED = """
SELECT key, array_agg(sequence ORDER BY id) AS sequences FROM parked_event
 WHERE group_name = 'orders.reactions' AND key = ANY($1::bytea[]) GROUP BY key
"""
REFUSED = "SELECT count(*) FROM foreign_fact WHERE fate = 'refused' AND event_id = ANY($1::text[])"


async def refused_once(scene: Scene, put: list[Poison]) -> None:
    """What an outsider says and what cannot be is written down once."""
    ids = [each.headers["ce_id"].decode() for each in put if each.kind.endswith("from outside")]
    connection = await asyncpg.connect(scene.stand.database("fulfillment"))
    try:
        count = await connection.fetchval(REFUSED, ids)
    finally:
        await connection.close()
    words = f"{count} of {len(ids)} facts of outsiders that cannot be are written down"
    scene.expect(count == len(ids), "lost" if count < len(ids) else "doubled", words)
