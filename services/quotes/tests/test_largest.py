"""The largest quote that is promised goes every step; what is too large is refused when it is drafted."""

from typing import Any

import pytest
from company import Shop

MOST_LINES, LONGEST = 1000, 4000
pytestmark = pytest.mark.timeout(300)


def lines(shop: Shop, count: int = MOST_LINES, text: str = "a" * 100) -> list[dict[str, str]]:
    line = {"product_id": str(shop.sensor), "quantity": "3", "discount": "0.05", "description": text}
    return [line] * count


def head() -> dict[str, Any]:
    return {"description": "ü" * LONGEST} | dict.fromkeys(("project", "external_ref"), "ü" * 200)


async def test_a_quote_of_a_thousand_lines_goes_every_step(shop: Shop) -> None:
    asked = shop.quote(lines=lines(shop), **head())
    priced = await shop.seller.client.post("/api/quotes/price", json={"lines": lines(shop)})
    assert (priced.status_code, priced.json()["complete"]) == (200, True)
    quote = await shop.seller.post("/api/quotes", asked)
    assert (quote.status_code, len(quote.json().get("lines", ()))) == (201, MOST_LINES), quote.text[:300]
    path = f"/api/quotes/{quote.json()['id']}"
    edited = await shop.seller.patch(path, {"lines": lines(shop, text="b" * 100)}, version=1)
    assert edited.status_code == 200, edited.text[:300]
    for version, step in enumerate(("send", "revise", "send", "accept"), start=2):
        answer = await shop.seller.post(f"{path}/{step}", {}, version=version)
        assert answer.status_code == 200, f"{step}: {answer.text[:300]}"
    assert (await shop.seller.get(f"{path}/pdf")).status_code == 200
    assert len((await shop.seller.get(f"{path}/revisions/1")).json()["content"]["lines"]) == MOST_LINES


@pytest.mark.parametrize(
    ("count", "text"), [(MOST_LINES, "ü" * LONGEST), (200, "ü" * LONGEST), (65, '"' * LONGEST)]
)
async def test_what_is_too_large_to_travel_is_refused_when_it_is_drafted(
    shop: Shop, count: int, text: str
) -> None:
    answer = await shop.seller.post("/api/quotes", shop.quote(lines=lines(shop, count, text)))
    assert answer.status_code in (413, 422, 201), answer.text[:300]
    if answer.status_code == 201:
        path = f"/api/quotes/{answer.json()['id']}"
        assert (await shop.seller.post(f"{path}/send", version=1)).status_code == 200
        assert (await shop.seller.post(f"{path}/accept", version=2)).status_code == 200
    elif answer.status_code == 422:
        assert answer.json()["type"] == "urn:saleswire:problem:document-too-large"
