"""A real company's records come in through the public API and agree with the files to the cent.

Needs ``../shared/data/northwind`` beside the checkout; where it is not there, the summary says so loudly.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from stack import Company, running_stack

from saleswire.places import ROOT
from samples.northwind.independent import CENT, Figures, calculate
from samples.northwind.run import INTERRUPTED

FOLDER = ROOT.parent / "shared" / "data" / "northwind"
PROGRAM = """
import json, sys
from pathlib import Path
from samples.northwind import run
from saleswire.places import Place
from saleswire.venues import venue_of
told = json.loads(sys.argv[1])
sys.exit(run(venue_of(Place(state=Path(told["state"]), ports=told["ports"])), Path(told["folder"])))
"""
KNOWN = {  # of the README beside the files, and rounded line by line
    "orders": 830,
    "lines": 2155,
    "shipped": 809,
    "invoices": 809,
    "open_invoices": 809,
    "net_unrounded": "1265793.04",
    "net_rounded": "1265793.29",
    "expected_rounded": "1265793.29",
    "shipped_rounded": "1239855.85",
    "invoiced_rounded": "1239855.85",
    "mismatches": 0,
    "differences": [],
}
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not there")


def test_the_independent_calculation_shows_the_known_figures() -> None:
    figures = calculate(FOLDER)
    years = {"1996": (152, "208083.97"), "1997": (408, "617085.20"), "1998": (270, "440623.87")}
    sellers = {
        "Margaret Peacock": (156, "232890.85"),
        "Janet Leverling": (127, "202812.84"),
        "Nancy Davolio": (123, "192107.60"),
    }
    for year, known in years.items():
        assert _shown(figures, "total", year, "total") == known
    for seller, known in sellers.items():
        assert _shown(figures, "seller", "all", seller) == known
    assert _shown(figures, "total", "all", "total") == (830, "1265793.04")


def _shown(figures: Figures, *key: str) -> tuple[int, str]:
    dimension, year, name = key
    sales = figures.unrounded[dimension, year, name].quantize(CENT)
    return int(figures.counts[dimension, year, name]), str(sales)


@pytest.mark.timeout(1200)
async def test_northwind_comes_in_once_although_the_import_is_killed_and_stopped_in_the_middle(
    note: Callable[[str], None],
) -> None:
    async with running_stack() as company:
        assert await _stopped_at(company, "orders 150/", signal.SIGKILL) == -signal.SIGKILL
        assert await _stopped_at(company, "orders 300/", signal.SIGINT) == INTERRUPTED
        await _keys_forgotten(company)
        last = await _begin(company)
        told = [line async for line in _lines(last)]
        assert await last.wait() == 0, "\n".join(told)
        result = json.loads((company.place.state / "results" / "northwind.json").read_text())
        assert {name: result[name] for name in KNOWN} == KNOWN
        assert result["imported_now"] < 830 - 250
        await _nothing_is_there_twice(company)
        note(
            f"Northwind: {result['orders']} orders agree to the cent, {result['orders_per_second']} a second"
        )


async def _begin(company: Company) -> asyncio.subprocess.Process:
    told: dict[str, Any] = {"state": str(company.place.state), "ports": dict(company.place.ports)}
    told["folder"] = str(FOLDER)
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-u", "-c", PROGRAM, json.dumps(told)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        stdin=asyncio.subprocess.DEVNULL,
        process_group=0,
    )


async def _stopped_at(company: Company, moment: str, how: signal.Signals) -> int:
    """Import until it says so, then end all of it; its exit code."""
    process = await _begin(company)
    told = []
    async for line in _lines(process):
        told.append(line)
        if line.startswith(moment):
            os.killpg(process.pid, how)
            return await process.wait()
    return pytest.fail("the import ended before it could be stopped:\n" + "\n".join(told))


async def _keys_forgotten(company: Company) -> None:
    """As after seven days: only what the documents say tells what has been done."""
    await asyncio.gather(*(company.rows(name, "DELETE FROM idempotency") for name in company.urls))


async def _lines(process: asyncio.subprocess.Process) -> AsyncIterator[str]:
    assert process.stdout is not None
    async for line in process.stdout:
        yield line.decode().strip()


async def _nothing_is_there_twice(company: Company) -> None:
    counted = {
        "quotes": ("SELECT count(*) AS n, count(DISTINCT external_ref) AS d FROM quote", 830),
        "orders": ("SELECT count(*) AS n, count(DISTINCT quote_id) AS d FROM sales_order", 830),
        "billing": ("SELECT count(*) AS n, count(DISTINCT order_id) AS d FROM invoice", 809),
        "crm": ("SELECT count(*) AS n, count(DISTINCT external_ref) AS d FROM party", 91),
        "catalog": ("SELECT count(*) AS n, count(DISTINCT number) AS d FROM product", 77),
        "fulfillment": ("SELECT count(*) AS n, count(DISTINCT order_id) AS d FROM shipment", 809),
    }
    for service, (statement, number) in counted.items():
        assert await company.rows(service, statement) == [{"n": number, "d": number}], service
