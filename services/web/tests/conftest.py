"""A stage for every test of the pages, and the stand-ins by their name.

They are loaded from their folder: on sys.path the folders beside it would hide services of the same names.
"""

import sys
from collections.abc import AsyncIterator, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from web.reading import Reader

BESIDE = Path(__file__).parent / "stand_ins"
SPEC = spec_from_file_location("stand_ins", BESIDE / "__init__.py", submodule_search_locations=[str(BESIDE)])
stand_ins = sys.modules["stand_ins"] = module_from_spec(SPEC)
SPEC.loader.exec_module(stand_ins)


@pytest.fixture(autouse=True)
def reader() -> Iterator[None]:
    """Whoever reads sits where the company is, and reads English."""
    with Reader("en", ZoneInfo("Europe/Berlin")).reading():
        yield


@pytest.fixture
async def stage() -> AsyncIterator[stand_ins.Stage]:
    async with stand_ins.staged() as ready:
        yield ready
