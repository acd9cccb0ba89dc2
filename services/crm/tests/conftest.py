"""A running crm without Kafka for the journeys through its API, and a short way to register parties."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest

from chassis.testing import Person, Stage, running
from contracts.event import new_id
from contracts.identity import TerritoryOpened

ADDRESS = {
    "name": "",
    "street": "Obere Str. 57",
    "city": "Berlin",
    "region": "",
    "postal_code": "12209",
    "country": "Germany",
}


COUNTRIES = ("Austria", "France", "Germany", "Italy", "Portugal", "Spain")


@pytest.fixture(scope="module")
async def crm() -> AsyncIterator[Stage]:
    """Without Kafka, but told of the territories."""
    async with running("crm", kafka=False) as stage:
        await _open(stage, *COUNTRIES)
        yield stage


@pytest.fixture(scope="module")
async def live() -> AsyncIterator[Stage]:
    """With Kafka, where it has heard of one territory."""
    async with running("crm") as stage:
        await stage.hear(TerritoryOpened(territory_id=new_id(), name="Germany"))
        yield stage


async def _open(stage: Stage, *names: str) -> None:
    for name in names:
        await stage.execute(
            "INSERT INTO territory_copy (id, version, code, entry) VALUES ($1, 1, $2, $3)",
            id := uuid4(),
            name,
            TerritoryOpened(territory_id=id, name=name).written(),
        )


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


@pytest.fixture
async def territory(crm: Stage) -> str:
    """One more territory, where nobody is yet."""
    await _open(crm, name := f"T {uuid4()}")
    return name
