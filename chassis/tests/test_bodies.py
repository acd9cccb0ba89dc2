"""A service whose bodies take any text or any day does not start."""

from datetime import date
from typing import Annotated, Literal

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from pydantic import BaseModel, Field, SecretStr

from chassis.http.routes import SIGNED_IN, Router, check_routes, include
from chassis.tests.web import client, key, web
from contracts.catalog import Level
from contracts.edge import AskedAddress, BusinessDay, OneLine, Prose
from contracts.values import Address

__all__ = ["client", "web"]


class Inner(BaseModel):
    """Part of a body."""

    name: OneLine
    code: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Careful(BaseModel):
    """Every text and day says what it takes."""

    note: Prose = ""
    kind: Literal["a", "b"] = "a"
    on: BusinessDay | None = None
    address: AskedAddress
    inner: list[Inner]
    secret: SecretStr


class Careless(Careful):
    """Four fields take anything."""

    remark: Annotated[str, Field(max_length=200)] = ""
    day: date | None = None
    levels: tuple[Level, ...] = ()
    home: Address


def started(body: type[BaseModel]) -> None:
    """Start a service with a route that takes this body."""
    router = Router(prefix="/api/things", tag="things")

    @router.command("POST", "", permission=SIGNED_IN)
    async def make_thing(body: body) -> None:  # type: ignore[valid-type]
        """Make it."""

    app = FastAPI(docs_url=None, redoc_url=None)
    include(app, [router])
    check_routes(app)


def test_a_body_whose_fields_say_what_they_take_is_served() -> None:
    started(Careful)


def test_a_bare_text_or_day_anywhere_in_a_body_stops_the_service() -> None:
    with pytest.raises(RuntimeError, match="/api/things takes anything") as caught:
        started(Careless)
    for field in ("body.remark", "body.day", "body.levels.name", "body.home.city"):
        assert field in str(caught.value)


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("one\u202etwo", "Leave out control characters and those that change the direction of writing."),
        ("x" * 201, "String should have at most 200 characters"),
    ],
)
async def test_a_text_that_cannot_be_taken_is_refused_where_it_stands(
    client: AsyncClient, text: str, detail: str
) -> None:
    answer = await client.post("/api/notes", json={"text": text}, headers=key())
    assert (answer.status_code, answer.json()["errors"]) == (422, [{"pointer": "/text", "detail": detail}])
