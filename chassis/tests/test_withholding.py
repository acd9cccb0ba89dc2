"""What is closed to a reader is left out of every answer, at any depth, and of lists."""

from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel

from chassis.errors import Refused
from chassis.http.routes import Router
from chassis.http.withholding import closed_to, shown
from chassis.lists import Column, ListSpec, listing
from chassis.settings import Settings
from chassis.tests.web import NOTES, Web, note, note_router, web
from contracts.reading import OPENED_BY, PRICE_LIMITS

__all__ = ["web"]


class Price(BaseModel):
    """A price with its floor."""

    product: str
    floor: Decimal | None


class Offer(BaseModel):
    """Prices, one by one and by product."""

    prices: list[Price]
    best: dict[str, Any]


OFFER = Offer(prices=[Price(product="S-1", floor=Decimal(8))], best={"S-1": {"floor": "8"}})
CLOSED = {"prices": [{"product": "S-1", "floor": None}], "best": {"S-1": {"floor": None}}}


def priced_router() -> Router:
    """A document, a refusal and a list that know limits of prices."""
    router = Router(prefix="/api/priced", tag="priced")

    @router.query("/offer", permission="notes.read")
    async def offer() -> Offer:
        return OFFER

    @router.query("/refusal", permission="notes.read")
    async def refusal() -> Offer:
        raise Refused("That is below the floor.", slug="below-floor", floor="8")

    limited = Column(note.c.amount, "money", opened_by=PRICE_LIMITS)
    columns = {name: NOTES.columns[name] for name in ("id", "text", "created_at")} | {"floor": limited}
    spec = ListSpec(name="floors", source=note, columns=columns, currency=note.c.currency)
    listing(router, "", spec=spec, permission="notes.read")
    return router


@pytest.fixture
async def priced(web: Web, settings: Settings) -> Web:
    return Web(settings, note_router(), priced_router())


async def test_a_document_and_a_refusal_leave_out_what_is_closed(priced: Web) -> None:
    async with priced.client(await priced.person("notes.read")) as reader:
        assert (await reader.get("/api/priced/offer")).json() == CLOSED
        assert (await reader.get("/api/priced/refusal")).json()["floor"] is None
    async with priced.client(await priced.person("notes.read", PRICE_LIMITS)) as seller:
        assert (await seller.get("/api/priced/offer")).json() == OFFER.model_dump(mode="json")
        assert (await seller.get("/api/priced/refusal")).json()["floor"] == "8"


@pytest.mark.parametrize(
    "query", ["?cols=id,floor", "?sort=floor", "?floor.gte=1", "/totals?floor.lt=5", "/export.csv?cols=floor"]
)
async def test_a_closed_column_cannot_be_shown_filtered_or_sorted_by(priced: Web, query: str) -> None:
    async with priced.client(await priced.person("notes.read")) as reader:
        assert (await reader.get(f"/api/priced{query}")).status_code == 400
    async with priced.client(await priced.person("notes.read", PRICE_LIMITS)) as seller:
        assert (await seller.get(f"/api/priced{query}")).status_code == 200


async def test_a_closed_column_is_not_there_at_all(priced: Web) -> None:
    async with priced.client(await priced.person("notes.read")) as reader:
        assert "floor" not in {one["key"] for one in (await reader.get("/api/priced/columns")).json()}
        assert (await reader.get("/api/priced/totals")).json()["sums"] == {}
        assert "floor" not in (await reader.get("/api/priced/export.csv")).text


def test_a_reaction_reads_all() -> None:
    assert closed_to(None) == frozenset()
    assert shown(None, OFFER) is OFFER
    assert {"floor", "max_discount"} <= OPENED_BY[PRICE_LIMITS]
