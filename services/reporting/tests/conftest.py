"""The service reporting on a stage."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing import Stage, running

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="module")
async def stage() -> AsyncIterator[Stage]:
    """The running service."""
    async with running("reporting") as stage:
        yield stage
