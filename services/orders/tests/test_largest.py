"""The largest order that the description allows goes every step, from blank and from a quote."""

from uuid import UUID

import pytest
from order_samples import Shop, accepted, granted, item

from chassis.testing import Stage
from contracts.orders import OrderDrafted, OrderReadyToInvoice

MOST_LINES, LONGEST = 1000, 4000
pytestmark = pytest.mark.timeout(300)


def asked(shop: Shop, text: str, count: int = MOST_LINES) -> list[dict[str, str]]:
    return [{"product_id": str(shop.pump), "quantity": "3", "description": text}] * count


async def test_an_order_of_a_thousand_lines_goes_every_step(stage: Stage, shop: Shop) -> None:
    texts = dict.fromkeys(("description", "delivery_conditions", "acceptance_conditions"), "ü" * LONGEST)
    priced = await shop.seller.client.post("/api/orders/price", json={"lines": asked(shop, "a")})
    assert (priced.status_code, priced.json()["complete"]) == (200, True)
    order = await shop.drafted(lines=asked(shop, "a" * 100), **texts)
    path = f"/api/orders/{order['id']}"
    edited = await shop.seller.patch(path, {"lines": asked(shop, "b" * 100)}, version=1)
    assert edited.status_code == 200, edited.text[:300]
    placed = await shop.do(edited.json(), "place")
    await stage.hear(granted(UUID(order["id"])), correlation_id=UUID(order["id"]))
    released = await shop.do(await shop.read(placed), "release")
    assert len(released["lines"]) == MOST_LINES
    await stage.hear(shop.left(released, "3"))
    (ready,) = await stage.said(OrderReadyToInvoice, order_id=UUID(order["id"]))
    assert ready.lines
    assert (await shop.seller.get(f"{path}/pdf")).status_code == 200


async def test_an_accepted_quote_of_a_thousand_lines_becomes_an_order(stage: Stage, shop: Shop) -> None:
    lines = [
        item(position).model_copy(update={"description": "ü" * 50}) for position in range(1, MOST_LINES + 1)
    ]
    quote = accepted(*lines, owner_id=shop.seller.id)
    await stage.hear(quote)
    (drafted,) = await stage.said(OrderDrafted, quote_id=quote.quote_id)
    assert len(drafted.lines) == MOST_LINES


async def test_what_is_too_large_to_travel_is_refused_when_it_is_drafted(shop: Shop) -> None:
    for count, text in ((200, "ü" * LONGEST), (400, '"' * 1000)):
        answer = await shop.seller.post("/api/orders", shop.blank(lines=asked(shop, text, count)))
        assert answer.status_code in (413, 422)
    assert answer.json()["type"] == "urn:saleswire:problem:document-too-large"
