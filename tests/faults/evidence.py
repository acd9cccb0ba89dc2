"""Collects what a run left: rows of every service's database by asyncpg, records of every topic by aiokafka.

Nothing of the services' own code reads here, so that it cannot share their mistakes.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import asyncpg
from aiokafka import TopicPartition

from chassis.kafka import make_consumer
from chassis.outbound import verify
from chassis.private import follow
from contracts.messages import SHARED, all_messages
from contracts.parking import PARKED_KEY
from tests.faults.effects import RULES, TRACED
from tests.faults.history import History
from tests.faults.rows import Effect, Evidence, Heard, Kept, OrderSum, Said, Series, Shelf, Sum
from tests.faults.stand import Stand

NAMED_OTHERWISE = {"order": "sales_order", "credit": "credit_account"}
OWNED = {
    message.stream.name: (publisher, message.stream.topic)
    for publisher, message in all_messages()
    if not message.stream.foreign and not message.stream.compacted and publisher not in SHARED
}
STREAM = {topic: name for name, (_, topic) in OWNED.items()} | {PARKED_KEY.topic: PARKED_KEY.name}
STRANGE = "x-strange"  # a header of records that the run put on a topic itself, as outsiders might
Rows = list[Any]


@dataclass
class Log:
    """What was read of our topics so far; a log that only grows is read once."""

    records: list[tuple[Said, Any]] = field(default_factory=list)
    places: dict[TopicPartition, int] = field(default_factory=dict)

    def forget(self) -> None:
        """Read everything anew."""
        self.records.clear()
        self.places.clear()


async def collect(
    stand: Stand, history: History, log: Log | None = None, strange: Collection[str] = ()
) -> Evidence:
    """Everything that the checker judges; keys that outsiders invented may stay parked."""
    evidence = Evidence(operations=history.operations)
    records = await read_topics(stand, log or Log())
    evidence.said = [record for record, _ in records]
    bodies = {record.id: (record.type, body) for record, body in records}
    databases = {name: await asyncpg.connect(stand.database(name)) for name in stand.owners}
    try:
        for name, connection in databases.items():
            await collect_books(evidence, name, connection, strange)
            told = await connection.fetch("SELECT id::text, version FROM told_key")
            evidence.kept += [Kept(PARKED_KEY.name, id, version) for id, version in told]
        for stream, (service, _) in OWNED.items():
            table = NAMED_OTHERWISE.get(stream, stream.replace("-", "_"))
            found = await databases[service].fetch(f"SELECT id::text, version FROM {table}")
            evidence.kept += [Kept(stream, id, version) for id, version in found]
        await collect_money(evidence, databases)
        await collect_stock(evidence, databases["fulfillment"], bodies.values())
        evidence.effects = effects(evidence.said) + await traced(evidence.said, databases["reporting"])
    finally:
        for connection in databases.values():
            await connection.close()
    return evidence


async def read_topics(stand: Stand, log: Log) -> list[tuple[Said, Any]]:
    """Every record of our own topics with its body, from the first to those that are there now."""
    consumer = make_consumer(stand.kafka, enable_auto_commit=False)
    await consumer.start()
    try:
        await follow(consumer, list(STREAM))
        for topic in STREAM:
            for number in consumer.partitions_for_topic(topic) or ():
                log.places.setdefault(TopicPartition(topic, number), 0)
        ends = await consumer.end_offsets(log.places)
        news = [place for place, offset in log.places.items() if offset < ends[place]]
        if not news:
            return log.records
        consumer.assign(news)
        for place in news:
            consumer.seek(place, log.places[place])
        while any([await consumer.position(place) < ends[place] for place in news]):
            for place, records in (await consumer.getmany(timeout_ms=300, max_records=2000)).items():
                log.records += [
                    (said(record), json.loads(record.value)) for record in records if ours(record)
                ]
                log.places[place] = records[-1].offset + 1
        return log.records
    finally:
        await consumer.stop()


def ours(record: Any) -> bool:
    """Whether the services said it."""
    return all(name != STRANGE for name, _ in record.headers)


def said(record: Any) -> Said:
    """What a record's headers say."""
    headers = {name: value.decode() for name, value in record.headers}
    return Said(
        headers["ce_id"],
        STREAM[record.topic],
        headers["ce_subject"],
        int(headers["sequence"]),
        headers["ce_type"],
        record.partition,
        record.offset,
        headers["causationid"],
        headers["via"],
    )


async def collect_books(evidence: Evidence, service: str, connection: Any, strange: Collection[str]) -> None:
    """The chassis' tables of one database."""
    verdict = await verify(connection)
    if verdict.bad_position is not None:
        evidence.broken_journals.append(f"{service} at {verdict.bad_position}: {verdict.reason}")
    evidence.journaled |= {row[0] for row in await connection.fetch("SELECT event_id::text FROM journal")}
    evidence.unsent[service] = await connection.fetchval("SELECT count(*) FROM outbox")
    for group, topic, key, error in await connection.fetch(PARKED):
        if key.decode(errors="replace") not in strange:
            evidence.parked.append(f"{group} {topic} {key!r}: {error[:200]}")
    for group, topic in await connection.fetch("SELECT DISTINCT group_name, topic FROM position"):
        if topic in STREAM:
            evidence.listeners.append((group, STREAM[topic]))
    heard = "SELECT group_name, topic, aggregate_id::text, sequence FROM last_sequence"
    for group, topic, id, sequence in await connection.fetch(heard):
        evidence.heard.append(Heard(group, STREAM.get(topic, topic), id, sequence))


PARKED = "SELECT group_name, topic, key, error FROM parked_key"
ORDERS = (
    "SELECT id, number, status, quote_id, gross + cancelled_gross AS gross,"
    " CASE WHEN cancelled_on IS NOT NULL THEN gross END AS stands FROM sales_order"
)
CREDIT = "SELECT order_id, amount, invoiced, status, client_id, currency FROM order_credit"
INVOICES = "SELECT id, order_id, client_id, currency, number, gross, open_amount FROM invoice"


async def collect_money(evidence: Evidence, databases: dict[str, Any]) -> None:
    """Orders against billing, invoices against payments, and exposures, reports and numbers against both."""
    orders, billing = databases["orders"], databases["billing"]
    invoices = await billing.fetch(INVOICES)
    credit = {row["order_id"]: row for row in await billing.fetch(CREDIT)}
    invoiced = added((row["order_id"], row["gross"]) for row in invoices)
    for row in await orders.fetch(ORDERS):
        evidence.orders.append(order_sum(row, credit.get(row["id"]), invoiced[row["id"]]))
        if row["stands"] is not None:
            evidence.sums.append(Sum(f"what stands of {row['number']}", row["stands"], invoiced[row["id"]]))
    quoted = dict(await databases["quotes"].fetch("SELECT id, gross FROM quote"))
    for row in await orders.fetch(f"{ORDERS} WHERE quote_id IS NOT NULL"):
        evidence.sums.append(Sum(f"quote of {row['number']}", quoted[row["quote_id"]], row["gross"]))
    paid = added(await billing.fetch("SELECT invoice_id, amount FROM payment"))
    for row in invoices:
        gross, settled = row["gross"], row["open_amount"] + paid[row["id"]]
        evidence.sums.append(Sum(f"{row['number']} is open or paid", gross, settled))
    evidence.sums += await exposures(billing, invoices, credit.values())
    evidence.sums += await reported(databases["reporting"])
    evidence.series = await series(billing, invoices)


def order_sum(order: Any, credit: Any, invoiced: Decimal) -> OrderSum:
    """What orders says of the total and billing of its parts; an order without credit is all open."""
    nothing, status = Decimal(0), credit["status"] if credit else "none"
    left = credit["amount"] - credit["invoiced"] if credit else order["gross"]
    cancelled = order["status"] == "cancelled"
    return OrderSum(
        number=order["number"],
        total=order["gross"],
        invoiced=invoiced,
        open=nothing if cancelled else left,
        cancelled=left if cancelled and status in ("released", "none") else nothing,
    )


async def exposures(billing: Any, invoices: Rows, credit: Iterable[Any]) -> list[Sum]:
    """What clients owe, against their invoices and granted orders."""
    owed = added(((row["client_id"], row["currency"]), row["open_amount"]) for row in invoices)
    ahead = added(
        ((row["client_id"], row["currency"]), row["amount"] - row["invoiced"])
        for row in credit
        if row["status"] == "granted"
    )
    found = []
    for client, currency, orders, receivables in await billing.fetch(
        "SELECT client_id, currency, open_orders, receivables FROM credit_exposure"
    ):
        found.append(Sum(f"receivables of {client}", receivables, owed[client, currency]))
        found.append(Sum(f"open orders of {client}", orders, ahead[client, currency]))
    return found


async def reported(reporting: Any) -> list[Sum]:
    """Rollups against the facts that they were added up from."""
    facts = dict(await reporting.fetch("SELECT measure, sum(net) FROM sales_fact GROUP BY 1"))
    rolled = await reporting.fetch(
        "SELECT 'by seller', dimension, measure, sum(net) FROM sales_sum GROUP BY 2, 3 UNION ALL "
        "SELECT 'of all', dimension, measure, sum(net) FROM sales_total GROUP BY 2, 3"
    )
    found = [Sum(f"{measure} by {name}, {of}", facts[measure], net) for of, name, measure, net in rolled]
    steps = dict(await reporting.fetch("SELECT stage, sum(gross) FROM funnel_fact GROUP BY 1"))
    monthly = await reporting.fetch("SELECT stage, sum(gross) FROM funnel_month GROUP BY 1")
    return found + [Sum(f"funnel {stage}", steps[stage], gross) for stage, gross in monthly]


async def series(billing: Any, invoices: Rows) -> list[Series]:
    """Invoice numbers by year."""
    given: dict[str, list[int]] = defaultdict(list)
    for row in invoices:
        _, year, number = row["number"].split("-")
        given[year].append(int(number))
    last = await billing.fetch("SELECT year::text, last FROM number_series WHERE series = 'invoice'")
    counter = dict(last)
    return [Series(f"INV-{year}", tuple(found), counter[year]) for year, found in given.items()]


async def collect_stock(evidence: Evidence, fulfillment: Any, said: Iterable[tuple[str, Any]]) -> None:
    """What came and went by the events, what is there by the table, and what lines have of it."""
    came: dict[str, Decimal] = defaultdict(Decimal)
    went: dict[str, Decimal] = defaultdict(Decimal)
    for type, body in said:
        if type in ("sales.stock-item.received.v1", "sales.stock-item.shipped.v1"):
            (came if "received" in type else went)[body["stock_item_id"]] += Decimal(body["quantity"])
    for id, on_hand, reserved in await fulfillment.fetch(
        "SELECT id::text, on_hand, reserved FROM stock_item"
    ):
        evidence.shelves.append(Shelf(id, came[id], went[id], on_hand, reserved))
    for id, reserved, promised, shipped in await fulfillment.fetch(LINES):
        evidence.sums.append(Sum(f"reserved of {id}", reserved, promised))
        evidence.sums.append(Sum(f"shipped of {id}", went[id], shipped))


LINES = """
SELECT item.id::text, item.reserved, coalesce(sum(line.reserved), 0), coalesce(sum(line.shipped), 0)
  FROM stock_item item LEFT JOIN delivery_line line ON line.product_id = item.id AND line.stocked
 GROUP BY item.id
"""


def effects(records: list[Said]) -> list[Effect]:
    """How often each event was followed by what must follow it, at the reaction that must do it."""
    followed: Counter[tuple[str, str]] = Counter()
    for event in {record.id: record for record in records}.values():
        followed[event.causation_id, event.type] += 1
    found = []
    for event in {record.id: record for record in records}.values():
        for consumer, types in RULES.get(event.type, ()):
            count = sum(followed[event.id, type] for type in types)
            found.append(Effect(event.id, event.type, f"{consumer} ({' or '.join(types)})", count))
    return found


async def traced(records: list[Said], reporting: Any) -> list[Effect]:
    """Reporting's trace has each event of a deal once."""
    rows = await reporting.fetch("SELECT id::text, count(*) FROM deal_event GROUP BY id")
    times = dict(rows)
    events = {record.id: record for record in records if record.type in TRACED}.values()
    return [Effect(event.id, event.type, "reporting.projections", times.get(event.id, 0)) for event in events]


def added(pairs: Iterable[Any]) -> dict[Any, Decimal]:
    """Sums by key; nothing for keys that are not there."""
    found: dict[Any, Decimal] = defaultdict(Decimal)
    for key, amount in pairs:
        found[key] += amount
    return found
