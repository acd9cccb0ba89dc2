"""The service fulfillment on a stage, with a keeper who may do everything."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chassis.testing import running

sys.path.insert(0, str(Path(__file__).parent))

from warehouse import Warehouse


@pytest.fixture(scope="session")
async def warehouse() -> AsyncIterator[Warehouse]:
    """The running service and its keeper."""
    async with running("fulfillment") as stage:
        yield Warehouse(stage, await stage.person("fulfillment.*", "backdate"))
