"""A running crm without Kafka for the journeys through its API, and a short way to register parties."""

from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from chassis.testing import Person, Stage, running

ADDRESS = {
    "name": "",
    "street": "Obere Str. 57",
    "city": "Berlin",
    "region": "",
    "postal_code": "12209",
    "country": "Germany",
}


@pytest.fixture(scope="module")
async def crm() -> AsyncIterator[Stage]:
    async with running("crm", kafka=False) as stage:
        yield stage


@pytest.fixture(scope="module")
async def leader(crm: Stage) -> Person:
    """Somebody who may do everything."""
    return await crm.person()


async def _register(who: Person, name: str, sort: str = "clients", **fields: Any) -> httpx2.Response:
    body = {"name": name, "territory": "Germany", "shipping_address": ADDRESS} | fields
    return await who.post(f"/api/crm/{sort}", body)


async def _registered(who: Person, name: str, sort: str = "clients", **fields: Any) -> dict[str, Any]:
    answer = await _register(who, name, sort, **fields)
    assert answer.status_code == 201, answer.text
    party: dict[str, Any] = answer.json()
    return party


@pytest.fixture
def register() -> Any:
    """``await register(who, "Name", …)`` is the answer to a registration."""
    return _register


@pytest.fixture
def registered() -> Any:
    """``await registered(who, "Name", …)`` is a new party."""
    return _registered
