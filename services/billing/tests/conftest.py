"""The service billing on a stage, and orders that other services would have said."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing import Person, Stage, running

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
async def stage() -> AsyncIterator[Stage]:
    """The running service."""
    async with running("billing") as stage:
        yield stage


@pytest.fixture(scope="session")
async def accountant(stage: Stage) -> Person:
    """Somebody of accounting."""
    return await stage.person("billing.*", "backdate")
