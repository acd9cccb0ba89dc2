"""Makes the modules beside these tests and those of the journeys importable; one company for all of them."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent / "journeys")]
FAST = {"SALESWIRE_RATE_PER_SECOND": "100000", "SALESWIRE_RATE_BURST": "100000"}


@pytest.fixture(scope="session")
async def deals() -> AsyncIterator[Any]:
    """The company of ``deals`` behind a gateway that lets tests be fast."""
    from deals import begin_deals
    from stack import running_stack

    async with running_stack(**FAST) as company:
        yield await begin_deals(company)
