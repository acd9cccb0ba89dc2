"""The head of a quote keeps what a seller says there, and the list finds the quote by it."""

from typing import Any

import pytest
from company import Shop

from contracts.event import new_id

SIGNING = "2031-05-01"


async def found(shop: Shop, project: str, **asked: str) -> list[Any]:
    """Rows of the list in one project."""
    answer = await shop.seller.get("/api/quotes", params={"q": project} | asked)
    assert answer.status_code == 200, answer.text
    rows: list[Any] = answer.json()["items"]
    return rows


@pytest.mark.feature("ER-Q-03", "ER-Q-04", "PH-Q-04")
async def test_the_chance_and_the_day_of_signing_are_kept_and_found(shop: Shop) -> None:
    said = {"success_rate": "0.625", "expected_signing_on": SIGNING, "project": f"Sluice {new_id()}"}
    quote = (await shop.seller.post("/api/quotes", shop.quote(**said))).json()
    assert {name: quote[name] for name in said} == said
    for fitting, other in (
        ({"success_rate.gte": "0.6"}, {"success_rate.gte": "0.7"}),
        ({"expected_signing_on": SIGNING}, {"expected_signing_on.lt": SIGNING}),
        ({"client_name": "Norrland Skog AB"}, {"client_name": "Nobody"}),
        ({"quoted_on": quote["quoted_on"]}, {"quoted_on.gt": quote["quoted_on"]}),
        ({"status": "draft"}, {"status": "sent"}),
    ):
        assert [row["id"] for row in await found(shop, said["project"], **fitting)] == [quote["id"]], fitting
        assert await found(shop, said["project"], **other) == [], other


@pytest.mark.feature("FO-P-03")
async def test_the_day_of_sending_is_that_of_the_step(shop: Shop) -> None:
    project = f"Lock {new_id()}"
    quote = (await shop.seller.post("/api/quotes", shop.quote(project=project))).json()
    assert quote["sent_on"] is None
    sent = (await shop.seller.post(f"/api/quotes/{quote['id']}/send", version=1)).json()
    assert sent["sent_on"] == quote["quoted_on"]
    (row,) = await found(shop, project, sent_on=sent["sent_on"])
    assert row["sent_on"] == sent["sent_on"]
