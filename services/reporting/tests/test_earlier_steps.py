"""Steps, cancellations and orders of deals that were taken in before they were counted as today."""

import json
from datetime import date
from random import Random
from typing import Any

from random_deals import CLIENTS, PRODUCTS, Books, Telling
from scripts import migration

from chassis.testing import Stage

BLANK = (
    "delivered_net = 0, delivered_gross = 0, cancelled_on = NULL, steps = '{}',"
    " net = CASE stream WHEN 'order' THEN ordered_net ELSE net END,"
    " gross = CASE stream WHEN 'order' THEN ordered_gross ELSE gross END"
)
SUMS = {
    "funnel_month": "documents <> 0 OR gross <> 0",
    "sales_sum": "quantity <> 0 OR net <> 0 OR orders <> 0",
    "sales_total": "quantity <> 0 OR net <> 0 OR orders <> 0",
}


async def figures(stage: Stage) -> list[Any]:
    """Documents and sums as reports read them; a sum of nothing is the same as none."""
    documents = "SELECT id, net, gross, delivered_net, cancelled_on, steps FROM deal_document ORDER BY id"
    rows = await stage.rows(documents)
    found = [[dict(row) | {"steps": json.loads(row["steps"])} for row in rows]]
    for table, told in SUMS.items():
        rows = await stage.rows(f"SELECT * FROM {table} WHERE {told}")
        found.append(sorted((dict(row) for row in rows), key=str))
    return found


async def test_steps_and_cancelled_orders_of_earlier_deals_count_as_their_events_would(stage: Stage) -> None:
    random, books = Random(7), Books()
    await stage.hear(*PRODUCTS, *CLIENTS)
    for number in range(60):
        deal = Telling(random, books, date(2026, 3, 1 + number % 28))
        await stage.hear(*deal.events(), correlation_id=deal.deal.order_id)
    now = await figures(stage)
    await stage.execute(f"UPDATE deal_document SET {BLANK}")
    await stage.execute("UPDATE sales_fact SET product_orders = 0, client_orders = 0")
    scripts = migration("0012_steps_of_documents")
    assert await figures(stage) != now
    for script in (scripts.DOCUMENTS, scripts.STEPS, scripts.FUNNEL, scripts.ORDERS, scripts.SUMS):
        await stage.execute(script)
    await stage.execute("TRUNCATE sales_sum, sales_place")
    later = migration("0014_sums_by_territory")
    for script in (later.PLACES, later.SUMS):
        await stage.execute(script)
    for mine, live in zip(await figures(stage), now, strict=True):
        assert [(a, b) for a, b in zip(mine, live, strict=True) if a != b][:3] == []
