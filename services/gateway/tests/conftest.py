"""A gateway on real sockets for each module of tests, and ways to open others."""

import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def opened() -> Callable[..., Any]:
    from stands import open_stand

    return open_stand


@pytest.fixture(scope="module")
async def stand() -> AsyncIterator[Any]:
    from stands import open_stand

    async with open_stand() as each:
        yield each


@pytest.fixture
def token() -> Callable[..., str]:
    from stands import signed

    return signed
