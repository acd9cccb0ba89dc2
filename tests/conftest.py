"""One company for the tests of the demo and those in a browser: a stack takes most of a minute to start."""

import asyncio
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

FAST = {"SALESWIRE_RATE_PER_SECOND": "100000", "SALESWIRE_RATE_BURST": "100000"}


@pytest.fixture(scope="session")
async def told_demo() -> AsyncIterator[tuple[Any, str, int]]:
    """The whole stack, reference consumers too; what `saleswire demo` said on it, and its exit code."""
    from rich.console import Console
    from stack import running_stack

    from saleswire.venues import venue_of
    from samples.demo import telling

    async with running_stack(**FAST) as company:
        said = io.StringIO()
        code = await asyncio.to_thread(telling.run, venue_of(company.place), Console(file=said, width=140))
        yield company, said.getvalue(), code
