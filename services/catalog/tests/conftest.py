"""A running catalog without Kafka for the journeys through its API, and short ways to what they need."""

from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import pytest

from chassis.testing import Person, Stage, running

numbers = count(1)


@pytest.fixture(scope="module")
async def catalog() -> AsyncIterator[Stage]:
    async with running("catalog", kafka=False) as stage:
        yield stage


@pytest.fixture(scope="module")
async def manager(catalog: Stage) -> Person:
    """Somebody who may do everything."""
    return await catalog.person()


@pytest.fixture
def device(manager: Person) -> Any:
    """``await device(name="…")`` puts a device with a new number into the catalog."""

    async def create(**fields: Any) -> dict[str, Any]:
        body = {"number": f"DV-{next(numbers):05}", "name": "Scale", "unit": "pcs"} | fields
        answer = await manager.post("/api/catalog/devices", body)
        assert answer.status_code == 201, answer.text
        created: dict[str, Any] = answer.json()
        return created

    return create
