"""The trace of a deal, and what it waits for at each step of its life."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from deal import Deal, client, product

from chassis.testing import Person, Stage
from contracts.event import Event, new_id
from contracts.fulfillment import ShipmentDelivered
from contracts.quotes import QuoteDrafted


def deal() -> Deal:
    return Deal(
        client("Norrland Skog AB", "Sweden"), [(product("Sensor", "Sensors"), 3, "100")], date(2025, 5, 6)
    )


async def tell(stage: Stage, deal: Deal, *events: Event) -> None:
    await stage.hear(*events, correlation_id=deal.quote_id, actor=deal.owner_id)


async def traced(reader: Person, id: UUID) -> Any:
    answer = await reader.get(f"/api/trace/{id}")
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.feature("PI-N-03")
async def test_a_deal_is_one_trace_from_any_of_its_documents(stage: Stage) -> None:
    reader, sale = await stage.person("trace.read"), deal()
    await tell(stage, sale, sale.drafted_quote(), sale.sent(), sale.accepted(), sale.drafted(), sale.placed())
    await tell(stage, sale, sale.granted(), sale.cleared(), sale.released(), sale.opened(), sale.ready())
    await tell(stage, sale, sale.shipped(), sale.triggered(), sale.invoiced(), sale.paid(), sale.closed())
    whole = await traced(reader, sale.quote_id)
    assert {each["kind"]: each["status"] for each in whole["documents"]} == {
        "quote": "accepted",
        "order": "closed",
        "delivery-order": "ready",
        "invoice": "paid",
    }
    assert len(whole["events"]) == 15
    assert [each for each in whole["why_not_yet"] if each["document"] == "SO-1"] == []
    for id in (sale.order_id, sale.delivery_id, sale.invoice_id):
        assert (await traced(reader, id))["correlation_id"] == str(sale.quote_id)


@pytest.mark.feature("ER-G-03", "ER-I-03")
async def test_each_step_says_what_the_next_one_waits_for(stage: Stage) -> None:
    reader, sale = await stage.person("trace.read"), deal()

    async def waits(*events: Event) -> list[tuple[str, str]]:
        await tell(stage, sale, *events)
        waiting = (await traced(reader, sale.quote_id))["why_not_yet"]
        return [(each["next_step"], each["waits_for"]) for each in waiting]

    assert await waits(sale.drafted_quote()) == [("QuoteSent", "seller")]
    assert await waits(sale.sent()) == [("QuoteAccepted", "client")]
    assert await waits(sale.accepted()) == [("OrderDrafted", "system")]
    assert await waits(sale.drafted()) == [("OrderPlaced", "seller")]
    assert await waits(sale.placed()) == [("OrderCleared", "system")]
    assert await waits(sale.refused(), sale.held()) == [("OrderCleared", "accounting")]
    assert await waits(sale.granted(), sale.cleared()) == [("OrderReleased", "operations")]
    assert await waits(sale.released()) == [("DeliveryOrderOpened", "system")]
    assert await waits(sale.opened(), sale.job()) == [("JobOrderCompleted", "production")]
    assert ("ShipmentDispatched", "operations") in await waits(sale.ready())


async def test_what_went_out_in_part_waits_for_its_rest_although_that_part_has_arrived(stage: Stage) -> None:
    reader, sale, shipment = await stage.person("trace.read"), deal(), new_id()
    part = sale.dispatched(shipment).model_copy(update={"complete": False})
    arrived = ShipmentDelivered(
        delivery_order_id=sale.delivery_id, shipment_id=shipment, order_id=sale.order_id, delivered_on=sale.on
    )
    await tell(stage, sale, sale.drafted(), sale.placed(), sale.granted(), sale.cleared(), sale.released())
    await tell(stage, sale, sale.opened(), sale.ready(), part, sale.shipped(complete=False), arrived)
    found = await traced(reader, sale.order_id)
    assert {each["kind"]: each["status"] for each in found["documents"]}["delivery-order"] == "ready"
    assert ("ShipmentDispatched", "operations") in [
        (each["next_step"], each["waits_for"]) for each in found["why_not_yet"]
    ]


async def test_a_mixed_order_waits_for_its_service_after_its_goods_have_left(stage: Stage) -> None:
    items = [(product("Sensor", "Sensors"), 1, "100"), (product("SV-CAL", "Services"), 3, "75")]
    sale, reader = (
        Deal(client("Norrland Skog AB", "Sweden"), items, date(2025, 5, 6)),
        await stage.person("*"),
    )
    goods, work = sale.lines
    service = sale.service(work)

    async def told(*events: Event) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
        await tell(stage, sale, *events)
        found = await traced(reader, sale.order_id)
        statuses = {each["kind"]: each["status"] for each in found["documents"]}
        waiting = [(each["next_step"], each["waits_for"], each["reason"]) for each in found["why_not_yet"]]
        return statuses, waiting

    await tell(stage, sale, sale.drafted(), sale.placed(), sale.granted(), sale.cleared(), sale.released())
    left = sale.dispatched(new_id())
    await tell(stage, sale, sale.opened(), service, sale.ready(), left, sale.shipped(goods, complete=False))
    _, waiting = await told(sale.triggered(goods))
    issuing = ("InvoiceIssued", "system", "Order SO-1 was shipped in part. Its invoice is being issued.")
    assert issuing in waiting
    statuses, waiting = await told(sale.invoiced(), sale.billed(complete=False), sale.paid())
    assert (statuses["order"], statuses["service-order"]) == ("partially-shipped", "open")
    reason = "It waits for 3 pcs of SV-CAL SV-CAL to be performed (SV-1)."
    assert waiting == [("ServicePerformed", "operations", reason)]
    part = sale.did(service, 1, 2)
    statuses, waiting = await told(part, sale.performed(part, complete=False))
    assert statuses["service-order"] == "open"
    assert [why for _, _, why in waiting] == [reason.replace("for 3", "for the rest, 2")]
    rest = sale.did(service, 2, 0)
    statuses, waiting = await told(rest, sale.performed(rest, complete=True))
    assert (statuses["order"], statuses["service-order"], waiting) == ("shipped", "performed", [])
    _, waiting = await told(sale.triggered(work))
    reason = "Order SO-1 was shipped and performed. Another invoice is being issued."
    assert waiting == [("InvoiceIssued", "system", reason)]


async def test_an_order_of_services_alone_does_not_wait_for_a_delivery(stage: Stage) -> None:
    reader, sale = await stage.person("trace.read"), deal()
    service = sale.service(sale.lines[0])
    await tell(stage, sale, sale.drafted(), sale.placed(), sale.granted(), sale.cleared(), sale.released())
    await tell(stage, sale, service)
    waiting = (await traced(reader, sale.order_id))["why_not_yet"]
    assert [each["next_step"] for each in waiting] == ["ServicePerformed"]
    done = sale.did(service, 3, 0)
    await tell(stage, sale, done, sale.performed(done, complete=True), sale.triggered())
    (waits,) = (await traced(reader, sale.order_id))["why_not_yet"]
    assert waits["reason"] == "Order SO-1 was performed. Its invoice is being issued."


async def test_a_refusal_says_by_how_much_the_limit_is_exceeded(stage: Stage) -> None:
    reader, sale = await stage.person("trace.read", "billing.read"), deal()
    await tell(stage, sale, sale.drafted(), sale.placed(), sale.refused(), sale.held())
    waiting = (await traced(reader, sale.order_id))["why_not_yet"][0]
    assert "by EUR 300.00" in waiting["reason"]


async def test_a_deal_of_another_seller_does_not_exist_for_me(stage: Stage) -> None:
    sale = deal()
    await tell(stage, sale, sale.drafted_quote())
    colleague = await stage.person("trace.read", scope="own")
    assert (await colleague.get(f"/api/trace/{sale.quote_id}")).status_code == 404
    owner = await stage.person("trace.read", scope="own", id=sale.owner_id)
    assert (await owner.get(f"/api/trace/{sale.quote_id}")).status_code == 200


async def test_a_shipment_and_a_payment_lead_to_their_deal_too(stage: Stage) -> None:
    reader, sale, shipment_id = await stage.person("trace.read"), deal(), new_id()
    payment = sale.paid()
    await tell(
        stage, sale, sale.drafted(), sale.opened(), sale.dispatched(shipment_id), sale.invoiced(), payment
    )
    for id in (shipment_id, payment.payment_id):
        assert (await traced(reader, id))["correlation_id"] == str(sale.quote_id)


async def test_a_document_nobody_knows_is_not_found(stage: Stage) -> None:
    reader = await stage.person("trace.read")
    assert (await reader.get(f"/api/trace/{new_id()}")).status_code == 404


async def test_each_event_tells_its_aggregate_and_how_long_after_the_one_before_it_came(stage: Stage) -> None:
    reader, sale = await stage.person("trace.read", "quotes.read"), deal()
    await tell(stage, sale, sale.drafted_quote(), sale.sent())
    first, second = (await traced(reader, sale.quote_id))["events"]
    assert first["after_previous_ms"] is None
    assert second["after_previous_ms"] == 0.0
    assert (second["kind"], second["document_id"], second["sequence"]) == ("quote", str(sale.quote_id), 2)
    assert (second["label"], second["stage"]) == ("Quote sent", "quote")
    assert "lines" not in first["body"]


async def test_an_event_can_be_read_whole_by_those_who_reach_its_deal(stage: Stage) -> None:
    reader, sale = await stage.person("trace.read", "quotes.read", "prices.limits"), deal()
    await tell(stage, sale, sale.drafted_quote())
    (event,) = (await traced(reader, sale.quote_id))["events"]
    address = f"/api/trace/{sale.quote_id}/events/{event['id']}"
    whole = (await reader.get(address)).json()
    assert whole["data"] == sale.drafted_quote().model_dump(mode="json")
    assert (whole["name"], whole["document"], whole["withheld"]) == ("QuoteDrafted", "Q-1", [])
    colleague = await stage.person("trace.read", scope="own")
    assert (await colleague.get(address)).status_code == 404
    assert (await reader.get(f"/api/trace/{sale.quote_id}/events/{new_id()}")).status_code == 404


async def bodies(reader: Person, document: UUID) -> dict[str, Any]:
    """Each event's name with its body, read at its own address; the deal's page shows as little."""
    told = {}
    for event in (await traced(reader, document))["events"]:
        whole = (await reader.get(f"/api/trace/{document}/events/{event['id']}")).json()
        told[event["name"]] = whole["data"]
        assert bool(whole["data"]) == event["opened"] == bool(event["body"])
        assert whole["data"].keys().isdisjoint(whole["withheld"])
    return told


async def sold(stage: Stage) -> Deal:
    sale = deal()
    await tell(stage, sale, sale.drafted_quote(), sale.sent(), sale.accepted(), sale.drafted(), sale.placed())
    await tell(stage, sale, sale.granted(), sale.opened(), sale.invoiced(), sale.paid())
    return sale


async def test_the_body_of_an_event_is_for_those_who_may_read_its_document(stage: Stage) -> None:
    sale = await sold(stage)
    for permission, opened in {
        "fulfillment.read": {"DeliveryOrderOpened"},
        "orders.prices": {"OrderDrafted", "OrderPlaced"},
        "billing.read": {"CreditGranted", "InvoiceIssued", "PaymentReceived"},
        "quotes.read": {"QuoteDrafted", "QuoteSent", "QuoteAccepted"},
    }.items():
        told = await bodies(await stage.person("trace.read", permission), sale.order_id)
        assert {name for name, body in told.items() if body} == opened, permission
        assert len(told) == 9


async def test_a_permission_opens_bodies_as_far_as_it_reaches(stage: Stage) -> None:
    sale, mine = await sold(stage), deal()
    reader = await stage.person("trace.read", id=mine.owner_id)
    await stage.execute("INSERT INTO access_role VALUES ('own', 1, 'own', ARRAY['orders.prices'])")
    await stage.execute("UPDATE access_person SET roles = roles || '{own}' WHERE id = $1", mine.owner_id)
    stage.service.callers.drop()
    await tell(stage, mine, mine.drafted())
    assert all((await bodies(reader, mine.order_id)).values())
    assert not any((await bodies(reader, sale.order_id)).values())


async def test_the_limits_of_a_price_are_not_for_everybody_who_reads_quotes(stage: Stage) -> None:
    sale = deal()
    decision = {
        "line_id": new_id(), "price_list_id": new_id(), "price_list_version": 1, "priced_on": sale.on,
        "rule": "list", "floor": "87.5", "max_discount": "0.05",
    }  # fmt: skip
    await tell(stage, sale, QuoteDrafted(**sale.quote, decisions=[decision]))
    reader = await stage.person("trace.read", "quotes.read")
    (told,) = (await bodies(reader, sale.quote_id))["QuoteDrafted"]["decisions"]
    assert (told["floor"], told["max_discount"], told["rule"]) == (None, None, "list")
    seller = await stage.person("trace.read", "quotes.read", "prices.limits")
    assert (await bodies(seller, sale.quote_id))["QuoteDrafted"]["decisions"][0]["floor"] == "87.5"


async def test_what_is_owed_is_told_to_those_who_may_know_what_the_deal_is_worth(stage: Stage) -> None:
    sale = deal()
    await tell(stage, sale, sale.drafted(), sale.shipped(), sale.invoiced())
    for permission, told in {"orders.prices": True, "billing.read": True, "fulfillment.read": False}.items():
        reader = await stage.person("trace.read", permission)
        (waiting,) = (await traced(reader, sale.order_id))["why_not_yet"]
        assert waiting["next_step"] == "PaymentReceived"
        assert ("EUR 300.00" in waiting["reason"]) == told, waiting["reason"]
