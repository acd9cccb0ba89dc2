"""How fast a projection is, beside a bare consumer with one insert for each batch, from the same topic.

``python -m benchmarks.projection URL KAFKA PREFIX ROUNDS``; both keep the same six columns of each order.
"""

import asyncio
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import uvloop
from aiokafka import TopicPartition
from pydantic import SecretStr
from sqlalchemy import BigInteger, Column, Date, MetaData, Numeric, Table, Text, Uuid

from benchmarks.children import PARTITIONS
from benchmarks.figures import median_of
from chassis.inbound import Consumer, Projections, Received, upsert_newer
from chassis.kafka import make_consumer
from chassis.outbound import Entry, acknowledged, close_producer, hand_over, headers_of, open_producer, source
from chassis.settings import Settings
from chassis.work import Database, Work, migrate_database
from contracts.event import new_id
from contracts.orders import ORDER, OrderPlaced
from contracts.values import Address, ItemKind, LineItem, PartyRef, Quantity, Supply, Totals

EVENTS, BATCH = 20_000, 500
COLUMNS = "id uuid PRIMARY KEY, version bigint, number text, client_id uuid, gross numeric, placed_on date"
TABLES = f"""
CREATE TABLE order_copy ({COLUMNS});
CREATE TABLE bare_copy ({COLUMNS});
CREATE TABLE bare_position (partition int PRIMARY KEY, next_offset bigint NOT NULL);
"""
BARE = """
INSERT INTO bare_copy SELECT * FROM
unnest($1::uuid[], $2::bigint[], $3::text[], $4::uuid[], $5::numeric[], $6::date[]) ON CONFLICT DO NOTHING
"""
order_copy = Table(
    "order_copy",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("version", BigInteger),
    Column("number", Text),
    Column("client_id", Uuid),
    Column("gross", Numeric),
    Column("placed_on", Date),
)
project = Projections()


@project.on(OrderPlaced)
async def copy_orders(work: Work, batch: Sequence[Received[OrderPlaced]]) -> None:
    """What a service usually does with a batch: a row for each, unless it has a newer one."""
    await upsert_newer(work, order_copy, [row_of(received) for received in batch])


def row_of(received: Received[OrderPlaced]) -> dict[str, Any]:
    """The six columns."""
    event = received.event
    return {
        "id": event.order_id,
        "version": received.sequence,
        "number": event.number,
        "client_id": event.client.id,
        "gross": event.totals.gross,
        "placed_on": event.placed_on,
    }


async def measured(url: str, kafka: str, prefix: str, rounds: int) -> dict[str, float]:
    """Events a second of both, and their share; medians of the rounds."""
    await migrate_database("orders", url)
    connection = await asyncpg.connect(url)
    await connection.execute(TABLES)
    settings = Settings(
        database_url=SecretStr(url), kafka_bootstrap=kafka, topic_prefix=prefix, log_level="ERROR"
    )
    await said(settings)
    found = []
    for number in range(rounds + 1):
        ours = await projected(connection, settings, number)
        bare = await consumed(connection, settings)
        if number:  # the first warms up
            found.append({"projection": ours, "bare": bare, "share": ours / bare})
    await connection.close()
    return median_of(found)


async def said(settings: Settings) -> None:
    """Put the events on the topic, as the relay would."""
    producer = await open_producer(settings)
    who = source("orders")
    for start in range(0, EVENTS, BATCH):
        entries = [entry_of(placed(number)) for number in range(start, start + BATCH)]
        messages = [
            (settings.topic_prefix + entry.topic, entry.key, entry.body, headers_of(entry, who))
            for entry in entries
        ]
        await acknowledged(await hand_over(producer, messages))
    await close_producer(producer)


def placed(number: int) -> OrderPlaced:
    """An order of three lines, about 2 KB of JSON."""
    address = Address(name="Norrland Skog AB", street="Storgatan 12", city="Umeå", country="Sweden")
    return OrderPlaced(
        order_id=new_id(),
        number=f"SO-{number}",
        ordered_on=date(2026, 1, 2),
        placed_on=date(2026, 1, 2),
        client=PartyRef(id=UUID(int=number % 50), number=f"C-{number % 50}", name="Norrland Skog AB"),
        owner_id=UUID(int=number % 5),
        shipping_address=address,
        billing_address=address,
        lines=tuple(line(position) for position in (1, 2, 3)),
        totals=Totals(
            net=Decimal("859.50"),
            freight=Decimal(0),
            tax=Decimal("214.88"),
            gross=Decimal("1074.38"),
            currency="EUR",
        ),
    )


def line(position: int) -> LineItem:
    """Three sensors."""
    return LineItem(
        line_id=new_id(),
        position=position,
        product_id=UUID(int=position),
        kind=ItemKind.DEVICE,
        number=f"S-{position}",
        name="Sensor",
        quantity=Quantity(value=Decimal(3)),
        list_price=Decimal(100),
        unit_price=Decimal("95.5"),
        net=Decimal("286.50"),
        tax_rate=Decimal("0.25"),
        supply=Supply.MAKE,
    )


def entry_of(event: OrderPlaced) -> Entry:
    """The event as a row of the outbox."""
    id = str(event.order_id)
    return Entry(
        event_id=str(new_id()),
        topic=ORDER.topic,
        key=id.encode(),
        type=event.type,
        aggregate=ORDER.name,
        aggregate_id=id,
        sequence=1,
        correlation_id=id,
        causation_id=id,
        actor=id,
        via="api",
        traceparent=None,
        recorded_at=datetime.now(UTC),
        body=event.written().encode(),
    )


async def projected(connection: Any, settings: Settings, number: int) -> float:
    """Events a second of the chassis, from the first row committed to the last."""
    await connection.execute("TRUNCATE order_copy")
    database = Database(settings)
    consumer = Consumer(f"bench{number}", project, database)
    await consumer.start()
    rate = await rate_of(connection, "order_copy")
    await consumer.stop()
    await database.stop()
    return rate


async def rate_of(connection: Any, table: str) -> float:
    """Rows a second of a table that is being filled, seen from outside between its first and last row."""
    first, begun = 0, 0.0
    while (count := await connection.fetchval(f"SELECT count(*) FROM {table}")) < EVENTS:
        if count and not first:
            first, begun = count, time.perf_counter()
        await asyncio.sleep(0.01)
    return (EVENTS - first) / (time.perf_counter() - begun)


async def consumed(connection: Any, settings: Settings) -> float:
    """Events a second of a bare consumer, seen in the same way."""
    await connection.execute("TRUNCATE bare_copy, bare_position")
    async with asyncio.TaskGroup() as group:
        consuming = group.create_task(consume(settings))
        rate = await rate_of(connection, "bare_copy")
        consuming.cancel()
    return rate


async def consume(settings: Settings) -> None:
    """Read from the beginning; one insert and one position for each batch, in one transaction."""
    topic = settings.topic_prefix + ORDER.topic
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    consumer = make_consumer(settings, enable_auto_commit=False)
    await consumer.start()
    try:
        places = [TopicPartition(topic, number) for number in range(PARTITIONS)]
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        while True:
            found = await consumer.getmany(timeout_ms=500, max_records=BATCH)
            if found:
                await insert(connection, found)
    finally:
        await consumer.stop()
        await connection.close()


async def insert(connection: Any, found: dict[TopicPartition, list[Any]]) -> None:
    """One batch."""
    events = [json.loads(record.value) for records in found.values() for record in records]
    rows = [
        (e["order_id"], 1, e["number"], e["client"]["id"], Decimal(e["totals"]["gross"]), e["placed_on"])
        for e in events
    ]
    ids, versions, numbers, clients, amounts, days = zip(*rows, strict=True)
    ends = [(place.partition, records[-1].offset + 1) for place, records in found.items()]
    async with connection.transaction():
        placed_on = [date.fromisoformat(day) for day in days]
        await connection.execute(BARE, ids, versions, numbers, clients, amounts, placed_on)
        await connection.executemany(
            "INSERT INTO bare_position VALUES ($1, $2) ON CONFLICT (partition) "
            "DO UPDATE SET next_offset = excluded.next_offset",
            ends,
        )


def main(url: str, kafka: str, prefix: str, rounds: str) -> None:
    """Print one JSON object."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(measured(url, kafka, prefix, int(rounds)))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
