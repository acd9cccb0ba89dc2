"""How fast the relay drains an outbox, beside a bare aiokafka producer with the same headers and bytes.

``python -m benchmarks.relay URL KAFKA PREFIX ROUNDS``; both in one process, in turns, on an idle stack.
"""

import asyncio
import json
import sys
import time
from typing import Any

import asyncpg
import uvloop
from pydantic import SecretStr

from benchmarks.figures import median_of
from chassis.outbound import COLUMNS, Entry, Relay, close_producer, headers_of, open_producer, source
from chassis.settings import Settings
from chassis.work import migrate_database
from contracts.quotes import QUOTE

ROWS, DEALS, BODY = 20_000, 1_000, 480  # rows, aggregates among them, bytes of a body
FILL = f"""
INSERT INTO outbox (kind, event_id, topic, key, type, aggregate, aggregate_id, sequence, correlation_id,
    causation_id, actor, via, body)
SELECT 'event', gen_random_uuid(), '{QUOTE.topic}', convert_to(id::text, 'UTF8'), $1, 'quote', id,
    n, id, id, id, 'api', convert_to(rpad('{{"text": "', $2 - 2, 'x') || '"}}', 'UTF8')
FROM (SELECT n, md5((i % $3)::text)::uuid AS id, i FROM
      (SELECT i, $4::bigint + i / $3 + 1 AS n FROM generate_series(0, $5 - 1) AS i) AS numbered) AS rows
ORDER BY i
"""


async def measured(url: str, kafka: str, prefix: str, rounds: int) -> dict[str, float]:
    """Rows a second of both, and their share; medians of the rounds."""
    await migrate_database("quotes", url)
    settings = Settings(
        database_url=SecretStr(url), kafka_bootstrap=kafka, topic_prefix=prefix, log_level="ERROR"
    )
    connection = await asyncpg.connect(url)
    found = []
    for number in range(rounds + 1):
        relay = await drained(connection, settings, number)
        bare = await produced(connection, settings, number)
        if number:  # the first warms up
            found.append({"relay": relay, "bare": bare, "share": relay / bare})
    await connection.close()
    return median_of(found)


async def filled(connection: Any, number: int) -> None:
    """An outbox of new rows."""
    begun = number * ROWS // DEALS
    await connection.execute(FILL, "sales.quote.sent.v1", BODY, DEALS, begun, ROWS)


async def drained(connection: Any, settings: Settings, number: int) -> float:
    """Rows a second of the relay, from the commit of the rows until all are acknowledged and journaled."""
    relay = Relay("quotes", settings)
    await relay.start()
    while not relay.leader:  # noqa: ASYNC110  # it waits for a lock of the database
        await asyncio.sleep(0.02)
    await asyncio.sleep(1)
    await filled(connection, number)
    began = time.perf_counter()
    relay.wake()
    while await connection.fetchval("SELECT EXISTS (SELECT FROM outbox)"):  # noqa: ASYNC110  # its child
        await asyncio.sleep(0.01)
    took = time.perf_counter() - began
    await relay.stop()
    return ROWS / took


async def produced(connection: Any, settings: Settings, number: int) -> float:
    """Rows a second of a producer that has the rows already: it builds headers, sends and awaits all."""
    async with connection.transaction():
        await filled(connection, number)
        rows = await connection.fetch(f"SELECT {COLUMNS} FROM outbox ORDER BY id")
        await connection.execute("DELETE FROM outbox")
    entries = [Entry._make(row) for row in rows]
    producer = await open_producer(settings)
    who, prefix = source("quotes"), settings.topic_prefix
    began = time.perf_counter()
    acks = [
        await producer.send(prefix + entry.topic, entry.body, entry.key, headers=headers_of(entry, who))
        for entry in entries
    ]
    await asyncio.gather(*acks)
    took = time.perf_counter() - began
    await close_producer(producer)
    return ROWS / took


def main(url: str, kafka: str, prefix: str, rounds: str) -> None:
    """Print one JSON object."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        print(json.dumps(runner.run(measured(url, kafka, prefix, int(rounds)))), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
