"""What an external production system tells us, on a topic of its own.

Fulfillment checks such a fact like user input and publishes its own.
"""

from datetime import date
from uuid import UUID

from contracts.event import Event, Stream
from contracts.values import Quantity

PRODUCTION_JOB = Stream("production-job", "production.job.v1", foreign=True)


class JobFinished(Event, stream=PRODUCTION_JOB, name="finished", key="job_order_id"):
    """Production finished units of one of our job orders."""

    job_order_id: UUID
    quantity: Quantity
    finished_on: date
    serial_numbers: tuple[str, ...] = ()
