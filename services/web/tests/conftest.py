"""A stage for every test of the pages."""

from collections.abc import AsyncIterator

import pytest

from web.testing import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as ready:
        yield ready
