"""Many do the same at the same moment: one key, one ETag, the last units, the last of a credit limit."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2

from client import LISTS, ApiClient
from saleswire.passwords import password
from tests.faults.company import client, price_list, product
from tests.faults.history import versions
from tests.faults.load import UNDECIDED, Body, Seat, until
from tests.faults.scene import Figures, Scene

SAME_KEY = SAME_VERSION = 100
WANTED, THERE = 400, 100  # reservations of one unit, units
ORDERS, FITTING = 50, 10
AT_ONCE = 24  # orders that are prepared at a time
LONGEST = 120.0  # seconds until what follows has come


async def races(scene: Scene) -> Figures:
    """All four, one after the other."""
    async with ApiClient(scene.stand.origin, via="web", patience=60) as admin:
        await admin.sign_in("admin", password(scene.stand.place.state, "administrator"))
        with unpaced(scene):
            return {
                "one key": await one_key(scene),
                "one ETag": await one_etag(scene),
                "last units": await last_units(scene, admin),
                "credit limit": await credit_limit(scene, admin),
            }


@contextmanager
def unpaced(scene: Scene) -> Iterator[None]:
    """Everybody as fast as they can."""
    pace = scene.market.sellers[0].pace
    gap, pace.gap = pace.gap, 0.0
    try:
        yield
    finally:
        pace.gap = gap


async def one_key(scene: Scene) -> str:
    """The same command a hundred times with one Idempotency-Key: one effect, one answer."""
    seller, quotes = scene.market.sellers[0], "/api/quotes"
    body = scene.market.wanted(seller, 1) | {"project": f"One key {uuid4().hex}"}
    operation = scene.history.begin(f"POST {quotes}", body)
    headers = {"Idempotency-Key": operation.idempotency_key}
    answers = await together(seller, [("POST", quotes, body, headers)] * SAME_KEY)
    good = [answer for answer in answers if answer.is_success]
    said = Counter(answer.status_code for answer in answers)
    scene.expect(bool(good), "lost", f"nobody made the quote: {said}")
    scene.expect(len({answer.content for answer in good}) <= 1, "doubled", "one key, several answers")
    busy = [a for a in answers if a.status_code == 409 and "idempotency-key-in-use" in a.text]
    odd = len(answers) - len(good) - len(busy)
    scene.expect(not odd, "refused", f"neither the answer nor busy: {said}")
    made = await counted(scene, "quotes", "SELECT count(*) FROM quote WHERE project = $1", body["project"])
    scene.expect(made == 1, "doubled" if made else "lost", f"{made} quotes of one key")
    operation.wrote = versions(good[0].headers["saleswire-version"]) if good else ()
    scene.history.note(operation, "ok", str(good[0].status_code) if good else "none")
    other = await together(seller, [("POST", quotes, body | {"project": "Another"}, headers)])
    scene.expect(other[0].status_code == 422, "doubled", f"another body was answered {other[0].status_code}")
    return f"{made} effect of {SAME_KEY} requests ({len(good)} the same answer, {len(busy)} busy)"


async def one_etag(scene: Scene) -> str:
    """A hundred edits of one version: one goes through, all others learn that they came too late."""
    seller, quotes = scene.market.sellers[0], "/api/quotes"
    quote = await seller.command(f"POST {quotes}", quotes, scene.market.wanted(seller, 2))
    at, matching = f"{quotes}/{quote['id']}", {"If-Match": f'"v{quote["version"]}"'}
    edits = [("PATCH", at, {"project": f"Edit {number}"}, matching) for number in range(SAME_VERSION)]
    answers = await together(seller, edits)
    for answer in answers:
        operation = scene.history.begin(f"PATCH {quotes}", {})
        operation.wrote = versions(answer.headers.get("saleswire-version", ""))
        scene.history.note(operation, "ok" if answer.is_success else "fail", str(answer.status_code))
    said = Counter(answer.status_code for answer in answers)
    right = said == Counter({200: 1, 412: SAME_VERSION - 1})
    scene.expect(right, "doubled" if said[200] > 1 else "refused", f"edits of one version: {dict(said)}")
    bare = await together(seller, [("PATCH", at, {"project": "No version"}, {})])
    scene.expect(bare[0].status_code == 428, "refused", f"without If-Match: {bare[0].status_code}")
    return f"{said[200]} of {SAME_VERSION} edits, {said[412]} x 412"


async def last_units(scene: Scene, admin: ApiClient) -> str:
    """400 orders want one unit each of a hundred: all are granted that there are, and no more."""
    said: list[str] = []
    scarce = await product(admin, "device", said, supply="buy")
    said += (await admin.post("/api/catalog/price-lists", price_list(scarce, name="Scarce"))).written
    await admin.settled(LISTS, said)
    stock = {"quantity": str(THERE), "reference": "All there will be"}
    await admin.post(f"/api/fulfillment/stock/{scarce}/receive", stock)
    orders = await prepared(scene, admin, scene.market.sellers[0].clients[0], scarce, WANTED)
    placed = await each(scene.market.sellers[0], "place", orders)
    cleared = await settled_credit(scene, placed, "granted")
    await each(scene.market.operations, "release", cleared)
    reserved, promised = await until(lambda: allotted(scene, scarce), "all orders are released", LONGEST)
    right = reserved == promised == THERE
    scene.expect(right, "oversold", f"{reserved} reserved, {promised} promised of {THERE}")
    return f"{promised:.0f} of {THERE} units promised to {WANTED} orders"


async def credit_limit(scene: Scene, admin: ApiClient) -> str:
    """50 orders are placed at once under a limit that fits ten."""
    seller = scene.market.sellers[0]
    said: list[str] = []
    me = str((await seller.read("/api/identity/me"))["person"]["id"])
    debtor = await client(admin, me, 99, said)
    await admin.settled(LISTS, said)
    orders = await prepared(scene, admin, debtor, scene.market.option, ORDERS)
    gross = Decimal(str(orders[0]["totals"]["gross"]))
    limit = {"limit": {"amount": str(gross * FITTING), "currency": orders[0]["totals"]["currency"]}}
    await admin.put(f"/api/billing/credit/{debtor}", limit, version=0)
    placed = await each(seller, "place", orders)
    decided = await settled_credit(scene, placed, "granted", "refused")
    granted = sum(order["credit"] == "granted" for order in decided)
    kind = "oversold" if granted > FITTING else "refused"
    scene.expect(granted == FITTING, kind, f"{granted} orders were granted under a limit for {FITTING}")
    return f"{granted} of {ORDERS} orders granted under a limit for {FITTING}"


async def together(seat: Seat, asked: Iterable[tuple[str, str, Body, dict[str, str]]]) -> list[Any]:
    """The answers to requests that were sent at the same moment, each on a connection of its own.

    Who was too busy (429, 503) is asked again, as any client does.
    """
    signed = {"Authorization": f"Bearer {await seat.token()}", "Saleswire-Via": "script"}
    limits = httpx2.Limits(max_connections=None)
    async with httpx2.AsyncClient(
        base_url=seat.http.base_url, headers=signed, timeout=60, limits=limits, trust_env=False
    ) as http:
        return list(await asyncio.gather(*(insistent(http, *each) for each in asked)))


async def insistent(http: httpx2.AsyncClient, how: str, at: str, body: Body, headers: dict[str, str]) -> Any:
    """The first answer that decides something."""
    while True:
        answer = await http.request(how, at, json=body, headers=headers)
        if answer.status_code not in UNDECIDED:
            return answer
        await asyncio.sleep(0.5)


async def prepared(scene: Scene, admin: ApiClient, buyer: str, wanted: str, count: int) -> list[Body]:
    """Drafts of orders for one unit each."""
    seller, few = scene.market.sellers[0], asyncio.Semaphore(AT_ONCE)
    words = {"project": "Race", "description": "All at once", "terms": "30 days net"}
    body = {"client_id": buyer, "lines": [{"product_id": wanted, "quantity": "1"}]} | words

    async def draft() -> Body:
        async with few:
            return await seller.command("POST /api/orders", "/api/orders", body)

    return list(await asyncio.gather(*(draft() for _ in range(count))))


async def each(seat: Seat, verb: str, orders: list[Body]) -> list[Body]:
    """The same step of all orders at once."""
    steps = [seat.step("/api/orders", f"/api/orders/{order['id']}", verb, order) for order in orders]
    return list(await asyncio.gather(*steps))


async def settled_credit(scene: Scene, orders: list[Body], *decisions: str) -> list[Body]:
    """The orders as they stand when credit was decided for all of them."""
    ids = [order["id"] for order in orders]
    connection = await asyncpg.connect(scene.stand.database("orders"))
    try:

        async def decided() -> bool:
            rows = await connection.fetch(CREDIT, ids, list(decisions))
            return len(rows) == len(ids)

        await until(decided, f"credit is decided for {len(ids)} orders", LONGEST)
        rows = await connection.fetch(CREDIT, ids, list(decisions))
        return [{"id": str(row["id"]), "version": row["version"], "credit": row["credit"]} for row in rows]
    finally:
        await connection.close()


CREDIT = "SELECT id, version, credit FROM sales_order WHERE id = ANY($1::uuid[]) AND credit = ANY($2::text[])"
ALLOTTED = """
SELECT count(DISTINCT line.delivery_order_id), coalesce(sum(line.reserved), 0), max(item.reserved)
  FROM delivery_line line JOIN stock_item item ON item.id = line.product_id WHERE line.product_id = $1::uuid
"""


async def counted(scene: Scene, service: str, statement: str, *about: str) -> int:
    """One number out of a service's database."""
    connection = await asyncpg.connect(scene.stand.database(service))
    try:
        return int(await connection.fetchval(statement, *about))
    finally:
        await connection.close()


async def allotted(scene: Scene, wanted: str) -> tuple[Decimal, Decimal] | None:
    """Units that the shelf and that the lines call reserved, once every order has its delivery order."""
    connection = await asyncpg.connect(scene.stand.database("fulfillment"))
    try:
        count, promised, reserved = await connection.fetchrow(ALLOTTED, wanted)
        return (reserved, promised) if count >= WANTED else None
    finally:
        await connection.close()
