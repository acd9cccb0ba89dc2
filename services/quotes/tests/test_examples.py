"""Everything that quotes says, by real commands, and that it looks as the golden examples promise."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from company import Shop

import contracts.quotes
from chassis.testing import Stage, differences, unlike_their_examples
from contracts.quotes import QuoteExpired


async def test_every_event_of_quotes_is_said_and_looks_like_its_example(stage: Stage, shop: Shop) -> None:
    accepted = await quoted(shop)
    accepted = await do(shop, accepted, "revise")
    path = f"/api/quotes/{accepted['id']}"
    edited = await shop.seller.patch(path, {"project": "Mill"}, version=accepted["version"])
    await do(shop, await do(shop, edited.json(), "send"), "accept")
    await do(shop, await quoted(shop), "decline", {"reason": "a cheaper offer"})
    await expire(stage, await quoted(shop))
    assert await unlike_their_examples(stage, contracts.quotes) == []


async def quoted(shop: Shop) -> Any:
    """A quote that was sent."""
    days = {"valid_until": str(datetime.now(UTC).date() + timedelta(days=3))}
    drafted = await shop.seller.post("/api/quotes", shop.quote(**days))
    return await do(shop, drafted.json(), "send")


async def do(shop: Shop, quote: Any, verb: str, body: Any = None) -> Any:
    """A step of the quote."""
    path = f"/api/quotes/{quote['id']}/{verb}"
    answer = await shop.seller.post(path, body, version=quote["version"])
    assert answer.status_code == 200, answer.text
    return answer.json()


async def expire(stage: Stage, quote: Any) -> None:
    """Let its last day pass."""
    today, id = datetime.now(UTC).date(), UUID(quote["id"])
    past = "UPDATE quote SET quoted_on = quoted_on - 30, valid_until = $2 WHERE id = $1"
    await stage.execute(past, id, today - timedelta(days=2))
    await stage.execute("UPDATE timer SET due_at = now() WHERE subject_id = $1", id)
    await stage.said(QuoteExpired, quote_id=id)


def test_a_field_that_is_missing_or_of_another_kind_is_named() -> None:
    example = {"a": "x", "lines": [{"net": "1"}], "none": None}
    assert list(differences(example, {"a": "y", "lines": [], "none": 3, "new": 1})) == []
    assert list(differences(example, {"lines": [{"net": 1.0}], "none": None})) == [
        ".a is missing",
        ".lines[].net is float, not str",
    ]
