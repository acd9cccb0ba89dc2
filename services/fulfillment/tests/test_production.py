"""Production outside reports what it made; it is checked like anybody's input."""

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID, uuid4

import pytest
from warehouse import API, Warehouse, line

from chassis.testing import until
from contracts.fulfillment import JobOrderCompleted
from contracts.production import JobFinished
from contracts.values import Quantity, Supply


def finished(job: Any, quantity: int = 2, *serial_numbers: str, unit: str = "pcs") -> JobFinished:
    return JobFinished(
        job_order_id=UUID(job["id"]),
        quantity=Quantity(value=Decimal(quantity), unit=unit),
        finished_on=date(2026, 3, 12),
        serial_numbers=serial_numbers,
    )


async def refused(warehouse: Warehouse, job: Any) -> str:
    """The rule by which a fact about the job was refused, once it was."""

    async def rule() -> str:
        answer = await warehouse.keeper.get(f"{API}/refused-facts", params={"subject_id": job["id"]})
        rows = answer.json()["items"]
        return str(rows[0]["rule"]) if rows else ""

    return str(await until(rule))


async def test_finished_units_come_in_for_their_line(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    job = await warehouse.open_supply("job-orders", order)
    await warehouse.stage.hear(finished(job, 2, f"{product.number}-1", f"{product.number}-2"))
    await warehouse.stage.said(JobOrderCompleted, order_id=order.order_id)
    delivery = await warehouse.delivery_order(order)
    assert delivery["status"] == "ready"
    assert await warehouse.stock(product) == (2, 2, 0)


async def test_the_same_report_again_changes_nothing(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    job = await warehouse.open_supply("job-orders", order)
    await warehouse.stage.hear(finished(job), finished(job))
    assert await refused(warehouse, job) == "supply-done"
    assert await warehouse.stock(product) == (2, 2, 0)


async def test_what_cannot_be_is_refused_and_nobody_waits_behind_it(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    job = await warehouse.open_supply("job-orders", order)
    unknown = {"id": str(uuid4())}
    await warehouse.stage.hear(finished(unknown), finished(job, 7))
    assert await refused(warehouse, unknown) == "not-found"
    assert await refused(warehouse, job) == "wrong-quantity"
    assert await warehouse.stage.rows("SELECT * FROM parked_key") == []
    await warehouse.stage.hear(finished(job))
    await warehouse.stage.said(JobOrderCompleted, order_id=order.order_id)


async def test_a_report_in_another_unit_or_with_odd_serial_numbers_is_refused(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    cases: list[tuple[Callable[[Any], JobFinished], str]] = [
        (lambda job: finished(job, unit="kg"), "wrong-quantity"),
        (lambda job: finished(job, 2, "1"), "serial-number-count"),
        (lambda job: finished(job).model_copy(update={"serial_numbers": ("", "\n")}), "malformed"),
    ]
    for report, rule in cases:
        job = await warehouse.open_supply("job-orders", await warehouse.release(line(product, 2)))
        await warehouse.stage.hear(report(job))
        assert await refused(warehouse, job) == rule


def any_report(random: Random, job: Any) -> tuple[bytes, str, str]:
    """(body, id, source) of a report about the job that may be good or bad, new or known."""
    fact = json.loads(finished(job).written())
    fact["quantity"]["value"] = random.choice(["0", "1", "2", "2", "-2", "many"])
    fact["finished_on"] = random.choice(["2026-03-12", "1066-10-14", "9999-12-31"])
    fact["serial_numbers"] = random.choice([[], [f"S-{random.randrange(9)}"] * 2, ["a\0b", "c"], ["x" * 51]])
    fact["job_order_id"] = random.choice([job["id"], job["id"], str(uuid4()), "none"])
    body = random.choice([json.dumps(fact).encode(), json.dumps(fact).encode(), b"[]", b"{"])
    return body, str(random.randrange(12)), random.choice(["/hall", "/press", f"/{uuid4()}"])


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_production_says_something_is_written_for_each_of_it(
    warehouse: Warehouse, seed: int
) -> None:
    random, stage = Random(seed), warehouse.stage
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    job = await warehouse.open_supply("job-orders", order)
    before = len(await stage.rows("SELECT 1 FROM foreign_fact"))
    reports = [any_report(random, job) for _ in range(40)]
    for body, id, source in reports:
        await stage.hear_outside(finished(job), body=body, id=f"{seed}-{id}", source=source)

    async def all_of_them() -> bool:
        return len(await stage.rows("SELECT 1 FROM foreign_fact")) == before + len(reports)

    await until(all_of_them)
    assert await stage.rows("SELECT * FROM parked_key") == []
    count = "SELECT count(*) AS n FROM foreign_fact WHERE subject_id = $1 AND fate = 'believed'"
    (believed,) = await stage.rows(count, UUID(job["id"]))
    completed = [each for each in await stage.everything_said() if isinstance(each, JobOrderCompleted)]
    assert believed["n"] == sum(each.order_id == order.order_id for each in completed) <= 1


async def test_a_cancelled_job_is_not_finished(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    job = await warehouse.open_supply("job-orders", order)
    await warehouse.cancel(order)
    await warehouse.stage.hear(finished(job))
    assert await refused(warehouse, job) == "supply-cancelled"
    assert await warehouse.stock(product) == (0, 0, 0)
