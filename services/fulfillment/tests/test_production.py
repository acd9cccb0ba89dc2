"""Production outside reports what it made; it is checked like anybody's input."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

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


async def test_a_cancelled_job_is_not_finished(warehouse: Warehouse) -> None:
    product = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(product, 2))
    job = await warehouse.open_supply("job-orders", order)
    await warehouse.cancel(order)
    await warehouse.stage.hear(finished(job))
    assert await refused(warehouse, job) == "supply-cancelled"
    assert await warehouse.stock(product) == (0, 0, 0)
