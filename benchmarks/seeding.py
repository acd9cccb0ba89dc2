"""Many orders at once: rows of the orders database and facts of reporting, as COPY takes them.

Four years of orders: most are closed or cancelled, the open ones are of the last weeks. A seller has clients
and a team, a client a territory. The same seed makes the same company.
"""

import contextlib
import math
import random
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from asyncpg import Connection

YEARS, SELLERS, TEAMS, PRODUCTS, ROWS_A_CHUNK = 4, 64, 8, 120, 2000
DAYS_LONG = YEARS * 365
TERRITORIES = ("North", "South", "East", "West", "Alps", "Coast", "Isles", "Plains")
FIRST = ("Nordic", "Alpine", "Baltic", "Harbour", "Ker", "Stone", "River", "Silver", "Great", "United", "Old")
SECOND = ("Timber", "Foods", "Metals", "Paper", "Power", "Water", "Glass", "Dairy", "Rail", "Marine", "Labs")
KINDS = ("AB", "GmbH", "SpA", "Ltd", "SA", "Oy")
CITIES = ("Umeå", "Kiel", "Torino", "Leeds", "Lyon", "Turku", "Bergen", "Graz", "Gdańsk", "Porto")
WORDS = (
    "pump",
    "sensor",
    "retrofit",
    "line 4",
    "spare parts",
    "annual service",
    "upgrade",
    "pilot",
    "cooling",
)
NULL = "\\N"


@dataclass(frozen=True)
class Order:
    """What orders and reporting both know of an order; days are None where it has not come so far."""

    id: UUID
    number: int
    day: date
    client: int
    status: str
    days: dict[str, date | None]
    lines: Sequence[tuple[int, int, int]]  # product, quantity, net in cents


@dataclass
class Trade:
    """The company that ordered: ``sellers`` of which each stands in a team, clients of which each has one."""

    clients: int
    today: date
    sellers: list[UUID] = field(default_factory=lambda: [_id(1, n) for n in range(SELLERS)])
    teams: list[UUID] = field(default_factory=lambda: [_id(2, n) for n in range(TEAMS)])

    def team_of(self, seller: int) -> UUID:
        """A seller's team."""
        return self.teams[seller % TEAMS]

    def day(self, number: int, count: int) -> date:
        """When the order was made, of so many."""
        return self.today - timedelta(days=DAYS_LONG - number * DAYS_LONG // count)

    def client_id(self, client: int) -> UUID:
        """The id of a client."""
        return _id(3, client)

    def seller_of(self, client: int) -> int:
        """Who looks after a client."""
        return client % SELLERS

    def territory_of(self, client: int) -> str:
        """Where a client is: sellers of one team work in several territories."""
        return TERRITORIES[client // TEAMS % len(TERRITORIES)]

    def name_of(self, client: int) -> str:
        """A client's name; many begin alike."""
        first, second = FIRST[client % 11], SECOND[client // 11 % 11]
        return f"{first} {second} {client} {KINDS[client % 6]}"

    def orders(self, count: int) -> Iterator[Order]:
        """Orders from the oldest to the newest."""
        chance = random.Random(7)  # the same company each time
        for number in range(count):
            client = int(self.clients * chance.random() ** 2)
            yield _order(chance, number, client, self.day(number, count), self.today)


def _id(kind: int, number: int) -> UUID:
    return UUID(int=(0xBE << 120) | (kind << 96) | (7 << 76) | (2 << 62) | number)


def _ordered(number: int) -> UUID:
    return UUID(int=((0x017000000000 + number * 97) << 80) | (7 << 76) | (2 << 62) | number)


def _order(chance: random.Random, number: int, client: int, ordered: date, today: date) -> Order:
    roll = chance.random
    days: dict[str, date | None] = dict.fromkeys(DAYS)
    estimated = ordered + timedelta(days=10 + int(40 * roll()))
    placed = ordered + timedelta(days=int(4 * roll()))
    released = placed + timedelta(days=int(3 * roll()))
    shipped = estimated + timedelta(days=int(12 * roll()) - 4)
    closed = shipped + timedelta(days=14 + int(40 * roll()))
    cancelled = placed + timedelta(days=int(20 * roll()))
    lines = [_line(chance) for _ in range(1 + int(5 * roll() * roll()))]
    if roll() < 0.05 and cancelled <= today:
        return Order(
            _ordered(number), number, ordered, client, "cancelled", days | {"cancelled_on": cancelled}, lines
        )
    reached = {
        "placed_on": placed,
        "initial_ship_date": estimated - timedelta(days=int(5 * roll())) if placed <= today else None,
        "released_on": released,
        "actual_ship_date": shipped,
        "to_be_invoiced_on": shipped,
        "closed_on": closed,
    }
    so_far = {
        name: day if (day and day <= today) or name == "initial_ship_date" else None
        for name, day in reached.items()
    }
    status = _status(chance, so_far)
    if status == "partially_shipped":
        so_far["actual_ship_date"] = None
    return Order(
        _ordered(number),
        number,
        ordered,
        client,
        status,
        days | {"estimated_ship_date": estimated} | so_far,
        lines,
    )


def _status(chance: random.Random, days: dict[str, date | None]) -> str:
    if days["closed_on"]:
        return "closed"
    if days["actual_ship_date"]:
        return chance.choice(("invoiced", "invoiced", "shipped", "partially_shipped"))
    if days["released_on"]:
        return "released"
    return "pending" if days["placed_on"] else "draft"


def _line(chance: random.Random) -> tuple[int, int, int]:
    product = int(PRODUCTS * chance.random() ** 2)
    quantity = 1 + int(20 * chance.random() ** 3)
    return product, quantity, quantity * int(100 * math.exp(3 + 3 * chance.random()))


DAYS = (
    "placed_on", "released_on", "initial_ship_date", "estimated_ship_date", "actual_ship_date",
    "to_be_invoiced_on", "cancelled_on", "closed_on",
)  # fmt: skip
ORDER_COLUMNS = (
    "id", "version", "correlation_id", "number", "status", "credit", "quote_id", "quote_number", "ordered_on",
    *DAYS, "cancel_reason", "client_id", "client", "client_name", "owner_id", "lead_time_days", "terms",
    "project", "description", "customer_po", "po_received_on", "po_received_by", "so_issued_by",
    "delivery_conditions", "acceptance_conditions", "payment_conditions", "call_before_delivery",
    "external_ref", "shipping_address", "billing_address", "address", "totals", "currency", "net", "gross",
    "created_at",
)  # fmt: skip
FACT_COLUMNS = (
    "line_id", "source_id", "sequence", "measure", "order_id", "business_date", "recorded_at", "product_id",
    "client_id", "owner_id", "currency", "quantity", "net", "product_orders", "client_orders",
)  # fmt: skip


def order_rows(trade: Trade, order: Order) -> Iterator[tuple[Any, ...]]:
    """An order as the table of orders has it."""
    client, number, day = order.client, order.number, order.day
    seller = trade.seller_of(client)
    net = sum(line[2] for line in order.lines)
    gross, at = net * 119 // 100, f"{CITIES[client % 10]}, Storgatan {client % 300}"
    party = (
        f'{{"id": "{trade.client_id(client)}", "number": "C-{client}", "name": "{trade.name_of(client)}"}}'
    )
    where = (
        f'{{"name": "{trade.name_of(client)}", "street": "Storgatan {client % 300}", '
        f'"city": "{CITIES[client % 10]}", "country": "Sweden"}}'
    )
    totals = (
        f'{{"net": "{_euro(net)}", "freight": "0", "tax": "{_euro(gross - net)}", '
        f'"gross": "{_euro(gross)}", "currency": "EUR"}}'
    )
    bought = number % 3 == 0
    placed = order.days["placed_on"] or order.days["cancelled_on"]
    yield (
        order.id, 1 + number % 9, order.id, f"SO-{day.year}-{number + 1:06d}", order.status,
        CREDIT.get(order.status, "granted"), _id(5, number) if number % 8 else None,
        f"Q-{day.year}-{number + 7:06d}" if number % 8 else "", day, *(order.days[name] for name in DAYS), "",
        trade.client_id(client), party, trade.name_of(client), trade.sellers[seller], 5 + number % 40,
        ("30 days net", "14 days 2 %", "prepaid")[number % 3], f"Project {number % 997}" if bought else "",
        f"{WORDS[number % 9]} {WORDS[number // 9 % 9]} {number % 5003}",
        f"PO-{number % 90_000:05d}" if bought else "", placed if bought else None,
        f"buyer {number % 40}" if bought else "", f"seller {seller}", "DAP", "", "",
        "t" if number % 7 == 0 else "f",
        f"ERP-{number:07d}" if number % 5 == 0 else "", where, where, at, totals, "EUR",
        _euro(net), _euro(gross), f"{day} {8 + number % 10:02d}:{number % 60:02d}:00+00",
    )  # fmt: skip


CREDIT = {"draft": "none", "cancelled": "none", "pending": "pending"}


def fact_rows(trade: Trade, order: Order) -> Iterator[tuple[Any, ...]]:
    """Lines of an order as booked, and taken back when it was cancelled."""
    placed = order.days["placed_on"] or order.days["cancelled_on"]
    if placed is None:
        return
    client = trade.client_id(order.client)
    whose = client, trade.sellers[trade.seller_of(order.client)], "EUR"
    counted = set[int]()
    for position, (product, quantity, net) in enumerate(order.lines):
        marks = int(product not in counted), int(not counted)
        counted.add(product)
        line, at = _id(16 + position, order.number), f"{placed} 12:00:00+00"
        yield (
            line,
            order.id,
            2,
            "booked",
            order.id,
            placed,
            at,
            _id(4, product),
            *whose,
            quantity,
            _euro(net),
            *marks,
        )
        if order.status == "cancelled":
            gone = order.days["cancelled_on"]
            back = -quantity, _euro(-net), *(-mark for mark in marks)
            yield (line, order.id, 3, "cancelled", order.id, gone, at, _id(4, product), *whose, *back)


def _euro(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"


Rows = Callable[[Trade, Order], Iterator[tuple[Any, ...]]]


async def chunks(trade: Trade, count: int, rows: Rows) -> AsyncIterator[bytes]:
    """The rows in the text format of COPY."""
    lines: list[str] = []
    for order in trade.orders(count):
        for row in rows(trade, order):
            lines.append("\t".join([NULL if value is None else str(value) for value in row]))
        if len(lines) >= ROWS_A_CHUNK:
            yield ("\n".join(lines) + "\n").encode()
            lines.clear()
    if lines:
        yield ("\n".join(lines) + "\n").encode()


async def seed_orders(connection: Connection, trade: Trade, count: int) -> None:
    """Put ``count`` orders in place of all others."""
    await connection.execute("TRUNCATE sales_order CASCADE")
    await acquaint(connection, trade)
    async with unindexed(connection, "sales_order"):
        await connection.copy_to_table(
            "sales_order", source=chunks(trade, count, order_rows), columns=ORDER_COLUMNS
        )
    await connection.execute("VACUUM (ANALYZE) sales_order")


async def seed_reporting(connection: Connection, trade: Trade, count: int) -> None:
    """Put the facts of as many orders, and their sums by month, in place of all others."""
    await connection.execute("TRUNCATE sales_fact, sales_sum, sales_total, sales_place")
    await acquaint(connection, trade)
    products = [(_id(4, n), 1, f"BENCH-{n}", f"Pump {n}", "device", f"Kind {n % 9}") for n in range(PRODUCTS)]
    await connection.executemany(
        "INSERT INTO product_copy VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", products
    )
    async with unindexed(connection, "sales_fact"), unindexed(connection, "sales_sum"):
        await connection.copy_to_table(
            "sales_fact", source=chunks(trade, count, fact_rows), columns=FACT_COLUMNS
        )
        await connection.executemany("INSERT INTO sales_place VALUES ($1, $2)", places(trade))
        await connection.execute(SUMS)
        await connection.execute(TOTALS)
    await connection.execute("VACUUM (ANALYZE) sales_fact, sales_sum, sales_total")


SUMS = """
    INSERT INTO sales_sum
    SELECT d.dimension, measure, date_trunc('month', business_date), d.key, owner_id, territory, currency,
           sum(quantity), sum(net), sum(d.orders)
      FROM sales_fact JOIN sales_place USING (client_id)
     CROSS JOIN LATERAL (VALUES ('product', product_id, product_orders), ('client', client_id, client_orders))
           AS d (dimension, key, orders)
     GROUP BY 1, 2, 3, 4, 5, 6, 7
"""
TOTALS = """
    INSERT INTO sales_total
    SELECT dimension, measure, month, key, currency, sum(quantity), sum(net), sum(orders)
      FROM sales_sum GROUP BY 1, 2, 3, 4, 5
"""


def places(trade: Trade) -> list[tuple[UUID, str]]:
    """Where each client is."""
    return [(trade.client_id(number), trade.territory_of(number)) for number in range(trade.clients)]


@contextlib.asynccontextmanager
async def unindexed(connection: Connection, table: str) -> AsyncIterator[None]:
    """The table without its indexes, which are made again afterwards: that is several times as fast."""
    found = await connection.fetch(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = $1 AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)",
        table,
    )
    for index in found:
        await connection.execute(f'DROP INDEX "{index["indexname"]}"')
    yield
    await connection.execute("SET maintenance_work_mem = '512MB'")
    for index in found:
        await connection.execute(index["indexdef"])


async def acquaint(connection: Connection, trade: Trade) -> None:
    """Sellers in their teams, and where the clients are; whoever is known already stays as they are."""
    await connection.executemany(
        "INSERT INTO access_person (id, version, active, team_id, name) VALUES ($1, 1, true, $2, $3) "
        "ON CONFLICT DO NOTHING",
        [(id, trade.team_of(number), f"Seller {number}") for number, id in enumerate(trade.sellers)],
    )
    await connection.executemany(
        "INSERT INTO access_client (id, version, territory) VALUES ($1, 1, $2) ON CONFLICT DO NOTHING",
        places(trade),
    )
    await connection.execute("ANALYZE access_person, access_client")
