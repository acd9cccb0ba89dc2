"""A small production system: makes the units of our job orders and reports them with serial numbers.

Work begins at most some weeks before the units are due; a job further away stays planned.
"""

import asyncio
import os
import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from faststream import FastStream
from faststream.kafka.annotations import KafkaMessage
from pydantic import BaseModel

from reference_consumers.notebook import Answer, Notebook
from reference_consumers.surroundings import FOLDER, ZONE
from reference_consumers.talking import because, give_answers, hearing, log, make_broker, of_type

MAKE_FOR = float(os.environ.get("MAKE_FOR", "1"))  # seconds that a job takes
HORIZON = timedelta(days=int(os.environ.get("HORIZON", "60")))  # before the due day, to begin at most
MOST_SERIAL_NUMBERS = 2000
TABLES = """
CREATE TABLE IF NOT EXISTS job (
    job_order_id TEXT PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, number TEXT NOT NULL,
    product TEXT NOT NULL, quantity TEXT NOT NULL, begins REAL NOT NULL, ended INTEGER NOT NULL DEFAULT 0);
"""


class Quantity(BaseModel):
    """So many of a unit."""

    value: Decimal
    unit: str


class Requested(BaseModel):
    """The fields of sales.job-order.requested.v1 that we use; all others are ignored."""

    job_order_id: str
    number: str
    product_number: str
    quantity: Quantity
    due_on: date | None = None


class Ended(BaseModel):
    """The same of a job that is completed or cancelled."""

    job_order_id: str


notebook = Notebook(FOLDER / "production.sqlite", TABLES)
broker = make_broker("reference-production", notebook)
app = FastStream(broker, logger=log)
give_answers(app, broker, "production.job.v1", notebook)
jobs = hearing(broker, "production", "sales.job-order.v1", notebook)


@jobs(filter=of_type("sales.job-order.requested.v1"))
async def plan(job: Requested, message: KafkaMessage) -> None:
    """Put a job into the plan; one that is planned already changes nothing."""
    starts = begins(job.due_on)
    row = job.job_order_id, message.headers["ce_id"], job.number, job.product_number, str(job.quantity.value)
    with notebook.writing() as file:
        if file.execute("INSERT OR IGNORE INTO job VALUES (?, ?, ?, ?, ?, ?, 0)", (*row, starts)).rowcount:
            notebook.plan(report(job, starts + MAKE_FOR, message))


def begins(due_on: date | None) -> float:
    """When work begins, in seconds since 1970: now, or the horizon before the due day."""
    if due_on is None:
        return time.time()
    first = datetime.combine(due_on - HORIZON, datetime.min.time(), ZoneInfo(ZONE))
    return max(time.time(), first.timestamp())


def report(job: Requested, due: float, message: KafkaMessage) -> Answer:
    """What is reported at ``due``, seconds since 1970."""
    body = {
        "job_order_id": job.job_order_id,
        "quantity": job.quantity.model_dump(mode="json"),
        "finished_on": datetime.fromtimestamp(due, ZoneInfo(ZONE)).date().isoformat(),
        "serial_numbers": serial_numbers(job),
    }
    id = str(uuid5(NAMESPACE_URL, f"reference/job/{job.job_order_id}"))
    return Answer(id, job.job_order_id, due, "production.job.finished.v1", body, because(message))


def serial_numbers(job: Requested) -> list[str]:
    """One for each whole unit, ``JO-2026-00012-001``; none for a fraction or for very many."""
    units = job.quantity.value
    if units != int(units) or units > MOST_SERIAL_NUMBERS:
        return []
    return [f"{job.number}-{unit:03}" for unit in range(1, int(units) + 1)]


@jobs(filter=of_type("sales.job-order.completed.v1", "sales.job-order.cancelled.v1"))
async def strike(job: Ended) -> None:
    """Somebody else completed it, or nobody wants it any more."""
    with notebook.writing() as file:
        file.execute("UPDATE job SET ended = 1 WHERE job_order_id = ?", (job.job_order_id,))
        notebook.drop(job.job_order_id)


@jobs
async def ignore() -> None:
    """Everything else on the topic, also what a later Saleswire says."""


if __name__ == "__main__":
    asyncio.run(app.run())
