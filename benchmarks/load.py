"""The whole flow with 1 to 32 users at once, each beginning the next deal when the last is invoiced."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from benchmarks.company import Company
from benchmarks.figures import Samples, median_of
from benchmarks.flow import Deal
from benchmarks.stand import Stand
from benchmarks.usage import cpu_seconds, load_average, spent_between

USERS = (1, 8, 16, 32)
STEPS_AT = 8  # users at which the steps are judged
CPU_AT = 16  # users at which the machine is full
RAMP = 1.5, 6.0  # seconds, least and most, until as many deals have ended as there are users


class TooSlow(Exception):
    """Nothing came to its end, or the client could not keep up."""


@dataclass
class Window:
    """What ended between two moments."""

    samples: Samples = field(default_factory=Samples)
    opened: bool = False
    ended: int = 0

    def note(self, step: str, took: float) -> None:
        """Keep it when the window is open."""
        self.ended += step == "flow"
        if self.opened:
            self.samples.note(step, took)


async def warmed_up(company: Company, seconds: float) -> None:
    """Deals of eight users that are not measured."""
    await company.awake()
    await users_at_work(company, 8, seconds, Window(), None)


async def round_of(stand: Stand, company: Company, users: int, seconds: float) -> dict[str, Any]:
    """One round: flows/s, steps, CPU seconds by process for each flow, and the load average."""
    await company.awake()
    window = Window()
    cpu = await users_at_work(company, users, seconds, window, stand)
    flows = window.samples.of.get("flow", [])
    if not flows:
        raise TooSlow(f"no deal of {users} users was finished within {seconds:g} s")
    steps = window.samples.percentiles()
    return {
        "flows_per_s": len(flows) / seconds,
        "flow_ms": steps.pop("flow"),
        "step_ms": steps,
        "cpu_s_per_flow": {name: spent / len(flows) for name, spent in cpu.items()},
        "load_average": load_average(),
    }


async def users_at_work(
    company: Company, users: int, seconds: float, window: Window, stand: Stand | None
) -> dict[str, float]:
    """Let the users work; CPU seconds by process while the window was open."""
    end = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for user in range(users):
            group.create_task(deals(company, user, window, end))
        await ramp(window, users)
        before = cpu_seconds(stand.place) if stand else {}
        window.opened, began = True, time.monotonic()
        await asyncio.sleep(seconds)
        window.opened = False
        after = cpu_seconds(stand.place) if stand else {}
        if time.monotonic() - began > seconds * 1.1:
            raise TooSlow("the client itself could not keep up")
        end.set()
    return spent_between(before, after)


async def ramp(window: Window, users: int) -> None:
    """Wait until the users are no longer in step."""
    least, most = RAMP
    await asyncio.sleep(least)
    begun = time.monotonic()
    while window.ended < users and time.monotonic() - begun < most - least:  # noqa: ASYNC110  # of all users
        await asyncio.sleep(0.05)


async def deals(company: Company, user: int, window: Window, end: asyncio.Event) -> None:
    """One deal after the other."""
    while not end.is_set():
        await Deal(company, user, window.note).whole()


def summary(rounds: dict[int, list[dict[str, Any]]]) -> dict[str, Any]:
    """The figures of issue 4 from all rounds, as medians over rounds."""
    medians = {users: median_of(several) for users, several in rounds.items()}
    found: dict[str, Any] = {
        "flows_per_s": {str(users): each["flows_per_s"] for users, each in medians.items()},
        "flow_ms": {str(users): each["flow_ms"] for users, each in medians.items()},
        "step_ms_by_users": {str(users): each["step_ms"] for users, each in medians.items()},
        "load_average": {str(users): each["load_average"] for users, each in medians.items()},
    }
    if 1 in medians:
        found["flow_1_user_p50_ms"] = medians[1]["flow_ms"]["p50"]
    if STEPS_AT in medians:
        found["step_ms"] = medians[STEPS_AT]["step_ms"]
    if CPU_AT in medians:
        found["cpu_s_per_flow"] = medians[CPU_AT]["cpu_s_per_flow"]
    return found
