"""The service notifications on a stage of its own."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing import Stage, running

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
async def stage() -> AsyncIterator[Stage]:
    """The running service."""
    async with running("notifications") as stage:
        await stage.execute(
            "UPDATE beginning SET began_at = '2000-01-01'"
        )  # what stages tell is older than they
        yield stage
