"""From accepting a quote to reading the order that another service drafted of it, at ten deals a second."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

from benchmarks.company import CLIENTS, Company
from benchmarks.figures import Percentiles, Samples
from benchmarks.flow import Deal

RATE = 10  # deals a second


async def accept_to_draft(company: Company, seconds: float) -> dict[str, Percentiles]:
    """One round. ``whole`` begins when the accepting is asked for, ``after`` when it was answered.

    ``reached`` is how many deals a second came to their end: less than the pace where the machine is full.
    """
    await company.awake()
    samples = Samples()

    async def deal(number: int) -> None:
        told: list[float] = []
        one = Deal(company, number % CLIENTS, lambda _step, took: told.append(took))
        await one.agree(await one.offer())
        *_, accepted, drafted = told
        samples.note("whole", accepted + drafted)
        samples.note("after", drafted)

    began = time.monotonic()
    await at_pace(deal, seconds)
    reached = len(samples.of["whole"]) / (time.monotonic() - began)
    return {**samples.percentiles(), "reached": {"per_s": reached}}


async def at_pace(
    work: Callable[[int], Coroutine[Any, Any, None]], seconds: float, rate: float = RATE
) -> None:
    """Begin the work so many times a second, whether earlier ones have ended or not; wait for all."""
    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * rate)):
            await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
            group.create_task(work(number))
