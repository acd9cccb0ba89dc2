"""Taking Northwind in: the company, then every order, then the reconciliation."""

import asyncio
import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console

from client import ApiClient, RefusedByApi, Unreachable
from samples.northwind import telling
from samples.northwind.company import discontinue, found_company
from samples.northwind.deals import Deal, Life, deals_so_far
from samples.northwind.files import Files, read
from samples.northwind.independent import calculate
from samples.northwind.person import sign_in
from samples.northwind.pool import each
from samples.northwind.reconcile import reconcile
from samples.venue import CannotBegin, Venue

console = Console(highlight=False)
INTERRUPTED = 130
RESULT = "results/northwind.json"


def run(venue: Venue, folder: Path) -> int:
    """Take everything in and reconcile; 0 when all agrees, 1 when not, 130 when it was stopped.

    Raises CannotBegin when a file is missing, or for the second of two at the same time.
    """
    files = read(folder)
    with alone(venue.folder):
        try:
            result = asyncio.run(take_in(venue, folder, files))
        except KeyboardInterrupt:
            console.print("stopped; start it again to go on from here")
            return INTERRUPTED
        except (Unreachable, RefusedByApi, ExceptionGroup) as trouble:
            for cause in causes(trouble):
                console.print(f"[bold red]stopped:[/] {cause}\nstart it again to go on from here")
            return 1
    telling.tell(console, result)
    venue.keep(RESULT, result)
    return 1 if result["mismatches"] else 0


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one import at a time; raises CannotBegin for the second."""
    with (folder / "northwind.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotBegin("another import of Northwind is under way", "wait until it has ended") from None
        yield


def causes(trouble: Exception) -> Iterator[Exception]:
    """What stopped us; whatever is not trouble with the API is a mistake of ours and raised as it is."""
    if isinstance(trouble, ExceptionGroup):
        for error in trouble.exceptions:
            yield from causes(error)
    elif isinstance(trouble, Unreachable | RefusedByApi):
        yield trouble
    else:
        raise trouble


async def take_in(venue: Venue, folder: Path, files: Files) -> dict[str, Any]:
    """All of it; what earlier runs have done is found and left alone."""
    told = Stages(time.monotonic())
    async with ApiClient(venue.origin, via="import") as api:
        importer = await sign_in(api, venue)
        company = await found_company(api, files, told)
        told("orders")
        took = await trade(Life(api, company), await deals_so_far(api, files))
        told("discontinued products")
        await discontinue(api, files)
        result = await reconcile(api, calculate(folder), importer, told)
    return result | took | {"seconds": told.seconds}


@dataclass(frozen=True)
class Stages:
    """Says what begins, with the seconds since the beginning."""

    began: float

    def __call__(self, what: str) -> None:
        console.print(f"{self.seconds:6.1f} s  {what}")

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return round(time.monotonic() - self.began, 1)


async def trade(life: Life, deals: list[Deal]) -> dict[str, Any]:
    """Orders that were shipped first; the others are released when nothing is left that could lack units."""
    began, left = time.monotonic(), sum(not deal.is_done for deal in deals)
    with telling.bar(console, len(deals), len(deals) - left) as step:

        async def ship(deal: Deal) -> None:
            if not deal.is_done:
                await life.place(deal)
                await life.release(deal, ("ready", "shipped"))
                await life.ship(deal)
                step()

        async def order(deal: Deal) -> None:
            if not deal.is_done:
                await life.place(deal)
                await life.release(deal, ("waiting", "ready"))
                step()

        await each([deal for deal in deals if deal.order.shipped_on], ship)
        await each([deal for deal in deals if not deal.order.shipped_on], order)
    seconds = time.monotonic() - began
    return {"imported_now": left, "orders_per_second": round(left / seconds, 2) if left else None}
