"""A small production system: makes the units of our job orders and reports them with serial numbers.

Work begins at most some weeks before the units are due; a job further away stays planned.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from reference_consumers import stranger
from reference_consumers.notebook import Answer, Notebook
from reference_consumers.stranger import Fact

REQUESTED = "sales.job-order.requested.v1"
ENDED = ("sales.job-order.completed.v1", "sales.job-order.cancelled.v1")
FINISHED = "production.job.finished.v1"
MOST_SERIAL_NUMBERS = 2000
TABLES = """
CREATE TABLE IF NOT EXISTS job (
    job_order_id TEXT PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, number TEXT NOT NULL,
    product TEXT NOT NULL, quantity TEXT NOT NULL, begins REAL NOT NULL, ended INTEGER NOT NULL DEFAULT 0);
"""


@dataclass(frozen=True)
class Production:
    """``make_for`` in seconds, ``horizon`` in days."""

    make_for: float = 1.0
    horizon: int = 60
    zone: str = "Europe/Berlin"
    name = "production"
    reads = "sales.job-order.v1"
    answers_on = "production.job.v1"
    knows = (REQUESTED, *ENDED)

    def hear(self, notebook: Notebook, fact: Fact) -> None:
        """Plan a job, or strike one that ended; what is known already changes nothing."""
        if fact.type == REQUESTED:
            self.plan(notebook, fact)
        else:
            job = fact.body["job_order_id"]
            notebook.connection.execute("UPDATE job SET ended = 1 WHERE job_order_id = ?", (job,))
            notebook.drop(job)

    def plan(self, notebook: Notebook, fact: Fact) -> None:
        """Put the job into the plan."""
        body, begins = fact.body, self.begins(fact.body.get("due_on"))
        row = (
            body["job_order_id"],
            fact.id,
            body["number"],
            body["product_number"],
            body["quantity"]["value"],
        )
        noted = notebook.connection.execute(
            "INSERT OR IGNORE INTO job VALUES (?, ?, ?, ?, ?, ?, 0)", (*row, begins)
        )
        if noted.rowcount:
            notebook.plan(self.report(fact, begins + self.make_for))

    def begins(self, due_on: str | None) -> float:
        """When work begins: now, or ``horizon`` days before the due day."""
        if due_on is None:
            return time.time()
        day = date.fromisoformat(due_on) - timedelta(days=self.horizon)
        return max(
            time.time(), datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)).timestamp()
        )

    def report(self, fact: Fact, due: float) -> Answer:
        """What is reported at ``due``, seconds since 1970."""
        body = fact.body
        return Answer(
            id=str(uuid5(NAMESPACE_URL, f"reference/job/{body['job_order_id']}")),
            about=body["job_order_id"],
            due=due,
            type=FINISHED,
            body={
                "job_order_id": body["job_order_id"],
                "quantity": body["quantity"],
                "finished_on": datetime.fromtimestamp(due, ZoneInfo(self.zone)).date().isoformat(),
                "serial_numbers": serial_numbers(body),
            },
            headers=fact.because(),
        )


def serial_numbers(body: dict[str, object]) -> list[str]:
    """One for each whole unit, ``JO-2026-00012-001``; none for a fraction or for very many."""
    quantity = body["quantity"]
    assert isinstance(quantity, dict)
    units = Decimal(quantity["value"])
    if units != int(units) or units > MOST_SERIAL_NUMBERS:
        return []
    return [f"{body['number']}-{unit:03}" for unit in range(1, int(units) + 1)]


def main() -> None:
    """The program."""
    options = stranger.parser(__doc__ or "")
    options.add_argument("--make-for", type=float, default=1.0, help="seconds that a job takes")
    options.add_argument("--horizon", type=int, default=60, help="days before the due day to begin at most")
    asked = options.parse_args()
    stranger.run(Production(asked.make_for, asked.horizon), TABLES, asked)


if __name__ == "__main__":
    main()
