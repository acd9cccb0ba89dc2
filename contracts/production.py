"""What an external production system tells us, on a topic of its own.

Fulfillment checks such a fact like user input and publishes its own.
"""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contracts.edge import OneLine, PastDay
from contracts.event import Event, Stream
from contracts.values import Quantity

PRODUCTION_JOB = Stream("production-job", "production.job.v1", foreign=True, opens="fulfillment.read")


SerialNumber = Annotated[OneLine, Field(min_length=1, max_length=50, pattern="^[ -~]+$")]


class JobFinished(Event, stream=PRODUCTION_JOB, name="finished", key="job_order_id", label="Job finished"):
    """Production finished units of one of our job orders."""

    job_order_id: UUID
    quantity: Quantity
    finished_on: PastDay
    serial_numbers: Annotated[tuple[SerialNumber, ...], Field(max_length=10_000)] = ()
