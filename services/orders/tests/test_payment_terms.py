"""Payment terms of an order: chosen from the register, taken by default, or words beside their own rule."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from order_samples import Shop, accepted, client, granted

from chassis.testing import Person, Stage
from contracts.billing import PaymentTermsIssued, PaymentTermsWithdrawn
from contracts.event import new_id
from contracts.orders import OrderPlaced, OrderReadyToInvoice
from contracts.terms import DueRule


async def drafted(shop: Shop, seller: Person | None = None, **asked: Any) -> Any:
    answer = await (seller or shop.seller).post("/api/orders", shop.blank(**{"terms": ""} | asked))
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("words", ["30 days net", "30 days", " 30  DAYS net"])
async def test_words_that_name_an_entry_are_that_entry(shop: Shop, words: str) -> None:
    order = await drafted(shop, terms=words)
    assert (UUID(order["terms_id"]), order["due"]["net_days"]) == (shop.terms["30 days net"], 30)


@pytest.mark.parametrize(
    "words", ["2 % 10 days, net 30", "1 month", "50 % in advance, rest 14 days", "30 days net or so"]
)
async def test_other_words_are_refused_with_the_names_and_never_read(shop: Shop, words: str) -> None:
    refusal = await shop.seller.post("/api/orders", shop.blank(terms=words))
    problem = refusal.json()
    assert (refusal.status_code, problem["errors"][0]["pointer"]) == (422, "/terms")
    assert "30 days net; 60 days net" in problem["detail"]
    assert '{"net_days": 14}' in problem["detail"]


@pytest.mark.feature("PH-SA-08")
async def test_an_entry_brings_its_words_and_rule_and_may_be_printed_in_others(shop: Shop) -> None:
    id = str(shop.terms["14 days 2 %, 30 days net"])
    order = await drafted(shop, terms_id=id)
    assert (order["terms"], order["due"]["discount_rate"]) == ("14 days 2 %, 30 days net", "0.02")
    order = await drafted(shop, terms_id=id, terms="14 Tage 2 % Skonto, 30 Tage netto")
    assert (order["terms"], order["due"]["net_days"]) == ("14 Tage 2 % Skonto, 30 Tage netto", 30)


async def test_words_beside_their_own_rule_are_printed_as_they_are(shop: Shop) -> None:
    order = await drafted(shop, terms="after the harvest", due={"net_days": 120, "end_of_month": True})
    assert (order["terms"], order["terms_id"], order["due"]["net_days"]) == ("after the harvest", None, 120)


async def test_a_form_that_sends_the_words_back_changes_nothing(shop: Shop) -> None:
    order = await drafted(shop, terms="after the harvest", due={"net_days": 120})
    same = {"terms": "after the harvest", "terms_id": None, "project": "Pier"}
    answer = await shop.seller.patch(f"/api/orders/{order['id']}", same, version=1)
    assert (answer.json()["terms"], answer.json()["due"]["net_days"]) == ("after the harvest", 120)


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"due": {"net_days": 10}, "terms": ""}, "/terms"),
        ({"due": {"net_days": 10}, "terms_id": str(uuid4())}, "/due"),
        ({"terms_id": str(uuid4())}, "/terms_id"),
        ({"due": {"net_days": 10, "discount_days": 11}, "terms": "x"}, "/due/discount_days"),
    ],
)
async def test_what_agrees_nothing_is_refused_where_it_stands(
    shop: Shop, asked: dict[str, Any], pointer: str
) -> None:
    refusal = await shop.seller.post("/api/orders", shop.blank(**asked))
    assert (refusal.status_code, refusal.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_without_terms_the_clients_hold_or_else_the_companys(stage: Stage, shop: Shop) -> None:
    assert (await drafted(shop))["terms"] == "30 days net"
    slow = client(owner_id=shop.seller.id, terms_id=shop.terms["60 days net"])
    await stage.hear(slow)
    order = await drafted(shop, client_id=str(slow.party_id))
    assert (order["terms"], order["due"]["net_days"]) == ("60 days net", 60)
    changed = await shop.seller.patch(
        f"/api/orders/{order['id']}", {"terms_id": str(shop.terms["30 days net"])}, version=1
    )
    assert (changed.json()["terms"], changed.json()["due"]["net_days"]) == ("30 days net", 30)
    again = await shop.seller.patch(f"/api/orders/{order['id']}", {"terms": ""}, version=2)
    assert again.json()["terms"] == "60 days net"


async def test_withdrawn_terms_cannot_be_agreed_and_stay_where_they_were(stage: Stage, shop: Shop) -> None:
    leaving = PaymentTermsIssued(
        payment_terms_id=new_id(), name="On the nail", text="On the nail", due=DueRule(net_days=0)
    )
    await stage.hear(leaving)
    order = await drafted(shop, terms="on the nail")
    await stage.hear(PaymentTermsWithdrawn(payment_terms_id=leaving.payment_terms_id))
    assert (await shop.seller.post("/api/orders", shop.blank(terms="on the nail"))).status_code == 422
    edited = await shop.seller.patch(f"/api/orders/{order['id']}", {"project": "Pier"}, version=1)
    assert (edited.json()["terms"], edited.json()["due"]["net_days"]) == ("on the nail", 0)


async def from_quote(stage: Stage, shop: Shop, **changes: Any) -> Any:
    quote = accepted(owner_id=shop.seller.id, **changes)
    await stage.hear(quote)
    return (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()


async def test_the_quotes_rule_travels_to_the_invoice(stage: Stage, shop: Shop) -> None:
    rule = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
    order = await from_quote(stage, shop, terms="14 Tage 2 % Skonto, 30 Tage netto", due=rule)
    placed = await shop.do(order, "place")
    assert (await stage.said(OrderPlaced, order_id=UUID(order["id"])))[0].due == rule
    await stage.hear(granted(UUID(placed["id"])))
    released = await shop.do(await shop.read(placed), "release")
    await stage.hear(shop.left(released, "3"))
    ready = (await stage.said(OrderReadyToInvoice, order_id=UUID(order["id"])))[0]
    assert (ready.terms, ready.due) == ("14 Tage 2 % Skonto, 30 Tage netto", rule)


async def test_a_quote_from_before_there_were_rules_keeps_its_days(stage: Stage, shop: Shop) -> None:
    assert (await from_quote(stage, shop, terms="net 45"))["due"]["net_days"] == 45


async def test_an_order_without_terms_takes_the_default_and_is_placed(stage: Stage, shop: Shop) -> None:
    order = await from_quote(stage, shop, terms="")
    assert (order["terms"], order["due"]["net_days"]) == ("30 days net", 30)
    await stage.execute("UPDATE sales_order SET terms = '', due = NULL WHERE number = $1", order["number"])
    assert (await shop.do(order, "place"))["terms"] == "30 days net"
