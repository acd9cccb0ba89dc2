"""A seller's day with orders, through the API, on real PostgreSQL and Kafka."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from order_samples import DAY, Shop, accepted, granted, issued, item, paid, refused, supply_of

from chassis.testing import Stage
from contracts.billing import CurrencyEnabled, currency_id
from contracts.event import new_id
from contracts.fulfillment import (
    JobOrderCompleted,
    JobOrderRequested,
    PurchaseRequested,
    ShipmentDelivered,
)
from contracts.orders import (
    OrderClosed,
    OrderDrafted,
    OrderInvoiced,
    OrderPlaced,
    OrderReadyToInvoice,
    OrderShipped,
    ShipDateMoved,
)
from contracts.quotes import QuoteDrafted, QuoteExpired, QuoteSent

NEXT_YEAR = datetime.now(UTC).year + 1


@pytest.mark.feature("ER-O-01", "FO-S-01")
async def test_an_accepted_quote_becomes_one_draft_that_generate_so_finds(stage: Stage, shop: Shop) -> None:
    quote = accepted(owner_id=shop.seller.id)
    deal = new_id()
    await stage.hear(quote, correlation_id=deal, actor=shop.seller.id)
    made = await shop.seller.post("/api/orders", {"quote_number": quote.number})
    again = await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})
    assert (made.status_code, again.status_code) == (200, 200)
    assert made.json() == again.json()
    assert made.headers["etag"] == '"v1"'
    order = made.json()
    assert (order["status"], order["owner_id"]) == ("draft", str(shop.seller.id))
    assert order["totals"] == quote.totals.model_dump(mode="json")
    said = await stage.said(OrderDrafted, quote_id=quote.quote_id)
    assert len(said) == 1
    rows = await stage.rows("SELECT correlation_id FROM sales_order WHERE id = $1", UUID(order["id"]))
    assert rows[0]["correlation_id"] == deal


async def test_the_same_acceptance_twice_makes_one_order(stage: Stage, shop: Shop) -> None:
    quote = accepted(owner_id=shop.seller.id)
    await stage.hear(quote, quote)
    rows = await stage.rows("SELECT id FROM sales_order WHERE quote_id = $1", quote.quote_id)
    assert len(rows) == 1


async def test_generate_so_waits_for_the_reaction(
    stage: Stage, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient = stage.settings.model_copy(update={"draft_wait_seconds": 60.0})
    monkeypatch.setattr(stage.service.database, "settings", patient)
    quote = accepted(owner_id=shop.seller.id)
    asked = asyncio.create_task(shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)}))
    await stage.hear(quote)
    assert (await asked).status_code == 200


async def test_a_quote_that_nobody_accepted_makes_no_order(shop: Shop) -> None:
    answer = await shop.seller.post("/api/orders", {"quote_number": "Q-2026-999999"})
    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:saleswire:problem:no-accepted-quote"
    both = await shop.seller.post("/api/orders", {"quote_number": "Q-1", "terms": "cash"})
    assert both.status_code == 422


@pytest.mark.feature("PH-SA-03", "PH-SA-06", "PH-SD-04")
async def test_the_form_fills_itself_from_the_quote_number(stage: Stage, shop: Shop) -> None:
    quote = accepted(owner_id=shop.seller.id)
    await stage.hear(quote)
    answer = await shop.seller.get(f"/api/orders/prefill?quote_number={quote.number}")
    filled = answer.json()
    assert (filled["quote_id"], filled["quote_number"]) == (str(quote.quote_id), quote.number)
    assert (filled["project"], filled["client"]["name"]) == (quote.project, quote.client.name)
    assert filled["totals"] == quote.totals.model_dump(mode="json")
    by_id = await shop.seller.get(f"/api/orders/prefill?quote={quote.quote_id}")
    by_hand = await shop.seller.get("/api/orders/prefill", params={"quote_number": f" {quote.number} "})
    assert by_id.json() == by_hand.json() == answer.json()
    assert (await shop.seller.get("/api/orders/prefill?quote_number=Q-0")).status_code == 404
    assert (await shop.seller.get("/api/orders/prefill")).status_code == 422


async def prefilled(shop: Shop, number: str) -> Any:
    return (await shop.seller.get("/api/orders/prefill", params={"quote_number": number})).json()


async def test_a_quote_without_an_order_to_open_says_why(stage: Stage, shop: Shop) -> None:
    given = accepted(owner_id=shop.seller.id).model_dump(exclude={"accepted_on"})
    quote, id = QuoteDrafted(**given), given["quote_id"]
    await stage.hear(quote)
    open_one = await prefilled(shop, quote.number)
    assert open_one["type"] == "urn:saleswire:problem:quote-not-accepted"
    assert open_one["quote"] == {"id": str(id), "number": quote.number, "status": "draft"}
    sent = QuoteSent(quote_id=id, revision=1, sent_on=DAY, valid_until=DAY, totals=quote.totals)
    await stage.hear(sent)
    assert (await prefilled(shop, quote.number))["quote"]["status"] == "sent"
    await stage.hear(QuoteExpired(quote_id=id, expired_on=DAY))
    expired = await shop.seller.post("/api/orders", {"quote_id": str(id)})
    assert (expired.status_code, expired.json()["type"]) == (422, "urn:saleswire:problem:quote-expired")
    stranger = await stage.person("orders.*", scope="own")
    assert (await stranger.get(f"/api/orders/prefill?quote={id}")).status_code == 404


async def test_a_quote_that_was_ordered_leads_to_its_order(stage: Stage, shop: Shop) -> None:
    quote = accepted(owner_id=shop.seller.id)
    await stage.hear(quote)
    placed = await shop.do(await prefilled(shop, quote.number), "place")
    told = await prefilled(shop, quote.number)
    assert told["type"] == "urn:saleswire:problem:already-ordered"
    assert told["order"] == {"id": placed["id"], "number": placed["number"], "status": "pending"}


async def stages(shop: Shop, order: Any) -> list[str]:
    """The status in three words, on the order and in the list."""
    (row,) = await listed(shop, f"/api/orders?number={order['number']}&cols=stage")
    return [(await shop.read(order))["stage"], row["stage"]]


@pytest.mark.feature("FO-B-03", "PH-SD-21", "PH-SL-12")
async def test_from_draft_to_closed(stage: Stage, shop: Shop) -> None:
    quote = accepted(item(1, "3", "33.333333"), owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    order = await shop.do(order, "place")
    assert (order["status"], order["credit"], order["stage"]) == ("pending", "pending", "pending")
    await shop.do(order, "release", status=409)
    id = UUID(order["id"])
    await stage.hear(refused(id))
    assert (await shop.read(order))["credit"] == "refused"
    await stage.hear(granted(id))
    order = await shop.do(await shop.read(order), "release")
    assert (order["status"], order["stage"]) == ("released", "processing")

    first = shop.left(order, "1", on=date(2026, 3, 5))
    await stage.hear(first)
    order = await shop.read(order)
    assert (order["status"], order["actual_ship_date"]) == ("partially_shipped", "2026-03-05")
    assert await stages(shop, order) == ["processing"] * 2
    second = shop.left(order, "2", on=date(2026, 3, 9))
    await stage.hear(second)
    order = await shop.read(order)
    assert (order["status"], order["to_be_invoiced_on"], order["version"]) == ("shipped", "2026-03-09", 9)
    assert await stages(shop, order) == ["shipped"] * 2

    ready = await stage.said(OrderReadyToInvoice, 2, order_id=id)
    assert sum(trigger.totals.gross for trigger in ready) == quote.totals.gross
    assert [trigger.totals.freight for trigger in ready] == [Decimal("3.33"), Decimal("6.67")]
    bills = [issued(trigger) for trigger in ready]
    await stage.hear(*bills)
    assert (await shop.read(order))["status"] == "invoiced"
    await stage.hear(paid(bills[0]), paid(bills[1], "5"))
    assert (await shop.read(order))["status"] == "invoiced"
    await stage.hear(paid(bills[1]))
    assert (await shop.read(order))["status"] == "closed"
    assert await stages(shop, order) == ["shipped"] * 2
    assert [i["settled_on"] for i in await shop.read(order, "/invoices")] == ["2026-04-01"] * 2

    assert [shipped.complete for shipped in await stage.said(OrderShipped, 2, order_id=id)] == [False, True]
    assert [each.complete for each in await stage.said(OrderInvoiced, 2, order_id=id)] == [False, True]
    assert [each.closed_on for each in await stage.said(OrderClosed, order_id=id)] == [date(2026, 4, 1)]
    units = await shop.read(order, "/units")
    assert len(units) == 3
    assert [s["number"] for s in await shop.read(order, "/shipments")] == ["SH-1", "SH-1"]


@pytest.mark.feature("PH-SA-04", "PH-SA-14", "PH-SD-05")
async def test_an_order_from_blank_is_priced_by_the_lists(shop: Shop) -> None:
    order = await shop.drafted()
    assert order["number"].startswith("SO-")
    assert order["totals"]["net"] == "300.00"
    assert order["lead_time_days"] == 14
    assert order["lines"][0]["decision"]["rule"] == "list"


async def test_a_discount_beyond_the_policy_needs_somebody_who_may(stage: Stage, shop: Shop) -> None:
    line = {"product_id": str(shop.pump), "quantity": "1", "unit_price": "85"}
    refusal = await shop.seller.post("/api/orders", shop.blank(lines=[line]))
    assert refusal.status_code == 422
    leader = await stage.person("orders.*", "discount")
    order = (await leader.post("/api/orders", shop.blank(lines=[line]))).json()
    assert order["lines"][0]["decision"]["discount_granted_by"] == str(leader.id)


@pytest.mark.feature("PH-SA-09", "PH-SA-10", "PH-SA-17")
async def test_placing_says_which_fields_are_missing(shop: Shop) -> None:
    order = await shop.drafted(description="", project="")
    answer = await shop.do(order, "place", status=422)
    assert [error["pointer"] for error in answer["errors"]] == ["/project", "/description"]
    filled = await shop.seller.patch(
        f"/api/orders/{order['id']}", {"description": "Pumps", "project": "Pier"}, version=order["version"]
    )
    assert (await shop.do(filled.json(), "place"))["initial_ship_date"] is not None


@pytest.mark.feature("ER-O-02", "ER-O-03", "ER-O-04")
async def test_every_field_of_the_draft_can_be_edited(stage: Stage, shop: Shop) -> None:
    order = await shop.drafted()
    given = {
        "customer_po": "PO-77",
        "po_received_on": "2026-03-01",
        "po_received_by": "Front desk",
        "so_issued_by": "Sales office",
        "delivery_conditions": "DAP",
        "acceptance_conditions": "on site",
        "payment_conditions": "2 % in 10 days",
        "call_before_delivery": True,
        "estimated_ship_date": f"{NEXT_YEAR}-01-01",
        "freight": "12.5000",
    }
    answer = await shop.seller.patch(f"/api/orders/{order['id']}", given, version=1)
    edited = answer.json()
    assert {name: edited[name] for name in given if name != "freight"} == {
        name: value for name, value in given.items() if name != "freight"
    }
    assert edited["totals"]["freight"] == "12.50"
    placed = await shop.do(edited, "place")
    said = await stage.said(OrderPlaced, order_id=UUID(placed["id"]))
    assert (said[0].customer_po, said[0].call_before_delivery) == ("PO-77", True)
    refusal = await shop.seller.patch(f"/api/orders/{order['id']}", {"terms": "x"}, version=placed["version"])
    assert refusal.status_code == 409


@pytest.mark.feature("PH-SA-15")
async def test_a_line_of_a_quote_keeps_its_price_until_it_is_changed(stage: Stage, shop: Shop) -> None:
    quote = accepted(owner_id=shop.seller.id)
    await stage.hear(quote)
    order = (await shop.seller.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    kept = [{"line_id": order["lines"][1]["item"]["line_id"]}]
    new = [
        {"product_id": str(shop.pump), "quantity": "1"},
        {"product_id": str(shop.bracket), "quantity": "1"},
    ]
    answer = await shop.seller.patch(f"/api/orders/{order['id']}", {"lines": kept + new}, version=1)
    lines = answer.json()["lines"]
    assert [line["item"]["net"] for line in lines] == ["200.00", "100.00", "100.00"]
    assert [line["item"]["position"] for line in lines] == [1, 2, 3]
    alone = await shop.seller.patch(f"/api/orders/{order['id']}", {"lines": new[1:]}, version=2)
    assert alone.json()["type"] == "urn:saleswire:problem:option-does-not-fit"


@pytest.mark.feature("PH-SD-09", "PH-SD-18")
async def test_a_moved_ship_date_is_said_with_its_cause(stage: Stage, shop: Shop) -> None:
    order = await shop.do(await shop.drafted(), "place")
    moved = await shop.do(
        order, "move-ship-date", {"estimated_ship_date": f"{NEXT_YEAR}-05-01", "cause": "supplier"}
    )
    assert (moved["estimated_ship_date"], moved["initial_ship_date"]) == (
        f"{NEXT_YEAR}-05-01",
        order["initial_ship_date"],
    )
    said = await stage.said(ShipDateMoved, order_id=UUID(order["id"]))
    assert said[0].cause == "supplier"
    await shop.do(
        moved, "move-ship-date", {"estimated_ship_date": f"{NEXT_YEAR}-06-01", "cause": "whim"}, status=422
    )


async def test_cancelling_the_rest_of_a_paid_order_closes_it(stage: Stage, shop: Shop) -> None:
    order = await shop.released()
    await stage.hear(shop.left(order, "1"))
    bill = issued((await stage.said(OrderReadyToInvoice, order_id=UUID(order["id"])))[0])
    await stage.hear(bill, paid(bill))
    closed = await shop.do(await shop.read(order), "cancel", {"reason": "project ended"})
    assert (closed["status"], closed["lines"][0]["cancelled"]) == ("closed", "2")


async def test_stale_and_repeated_commands_do_nothing_twice(shop: Shop) -> None:
    order = await shop.drafted()
    path = f"/api/orders/{order['id']}/place"
    first = await shop.seller.post(path, version=1, key="k-1")
    second = await shop.seller.post(path, version=1, key="k-1")
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.json() == second.json()
    stale = await shop.seller.post(f"/api/orders/{order['id']}/cancel", {"reason": "x"}, version=1)
    assert stale.status_code == 412
    assert stale.json()["current"]["version"] == 2
    bare = await shop.seller.post(f"/api/orders/{order['id']}/cancel", {"reason": "x"})
    assert bare.status_code == 428


async def test_another_sellers_order_is_not_there(stage: Stage, shop: Shop) -> None:
    order = await shop.drafted()
    other = await stage.person("orders.*", scope="own")
    reader = await stage.person("orders.read")
    assert (await other.get(f"/api/orders/{order['id']}")).status_code == 404
    assert (await other.post(f"/api/orders/{order['id']}/place", version=1)).status_code == 404
    assert (await reader.get(f"/api/orders/{order['id']}/units")).status_code == 200
    assert (await reader.post(f"/api/orders/{order['id']}/place", version=1)).status_code == 403


@pytest.mark.feature("PH-SA-05")
async def test_an_order_is_of_today_and_another_day_needs_backdate(stage: Stage, shop: Shop) -> None:
    (row,) = await stage.rows("SELECT (now() AT TIME ZONE 'Europe/Berlin')::date AS today")
    of_today = await shop.drafted()
    assert of_today["ordered_on"] == str(row["today"])
    refused = await shop.seller.patch(
        f"/api/orders/{of_today['id']}", {"ordered_on": str(DAY)}, version=of_today["version"]
    )
    assert refused.status_code == 403
    importer = await stage.person("orders.*", "backdate")
    order = (await importer.post("/api/orders", shop.blank(ordered_on=str(DAY)))).json()
    assert order["ordered_on"] == str(DAY)
    clerk = await stage.person("orders.*")
    refused = await clerk.post(f"/api/orders/{order['id']}/place", {"on": str(DAY)}, version=1)
    assert refused.status_code == 403
    placed = await importer.post(f"/api/orders/{order['id']}/place", {"on": str(DAY)}, version=1)
    assert placed.json()["placed_on"] == str(DAY)


async def test_no_step_of_an_order_is_dated_before_the_one_that_it_follows(stage: Stage, shop: Shop) -> None:
    importer = await stage.person("orders.*", "backdate")
    order = (await importer.post("/api/orders", shop.blank(ordered_on=str(DAY)))).json()
    path, before = f"/api/orders/{order['id']}", {"on": str(DAY - timedelta(days=1))}

    async def early(step: str, version: int, **more: str) -> tuple[int, str]:
        answer = await importer.post(f"{path}/{step}", before | more, version=version)
        return answer.status_code, answer.json()["type"].rpartition(":")[2]

    assert await early("place", 1) == (422, "dates")
    assert (await importer.post(f"{path}/place", {"on": str(DAY)}, version=1)).status_code == 200
    await stage.hear(granted(UUID(order["id"])))
    assert await early("release", 3) == (422, "dates")
    assert await early("cancel", 3, reason="too dear") == (422, "dates")
    assert (await importer.post(f"{path}/release", {"on": str(DAY)}, version=3)).status_code == 200
    assert await early("cancel", 4, reason="too dear") == (422, "dates")


async def listed(shop: Shop, path: str) -> list[Any]:
    answer = await shop.seller.get(path)
    assert answer.status_code == 200, answer.text
    items: list[Any] = answer.json()["items"]
    return items


@pytest.mark.feature("PH-PO-01", "PH-SL-02", "PH-SL-05", "PH-SL-06", "PH-SL-09", "PH-SL-10", "PH-SL-17")
async def test_orders_are_found_by_their_columns(shop: Shop) -> None:
    order = await shop.drafted(customer_po=f"PO-{new_id()}")
    number, po = order["number"], order["customer_po"]
    assert [o["id"] for o in await listed(shop, f"/api/orders?number={number}")] == [order["id"]]
    assert [o["id"] for o in await listed(shop, f"/api/orders?customer_po={po}&status=draft")] == [
        order["id"]
    ]
    assert [o["address"] for o in await listed(shop, f"/api/orders?q={number}&cols=address")] == [
        "Nordwerk, Kai 1, 20457 Hamburg, Germany"
    ]
    for sort in ("number", "-ordered_on", "client_name", "status", "gross", "-actual_ship_date"):
        assert await listed(shop, f"/api/orders?sort={sort}")
    mine = {"customer_po": po}
    (row,) = (await shop.seller.get("/api/orders", params=mine)).json()["items"]
    shown = ("number", "ordered_on", "client_name", "status")
    assert [row[name] for name in shown] == [number, order["ordered_on"], "Nordwerk", "draft"]
    assert row["owner_id"] == str(shop.seller.id)
    for words, count in ((number, 1), (order["ordered_on"], 1), ("Nordwerk", 1), (po, 1), ("nowhere", 0)):
        found = await shop.seller.get("/api/orders", params=mine | {"q": words})
        assert len(found.json()["items"]) == count, words
    others = {"number": "SO-0", "ordered_on": "1999-01-01", "client_name": "Nobody", "status": "closed"}
    for column, other in others.items():
        for value, count in ((row[column], 1), (other, 0)):
            found = await shop.seller.get("/api/orders", params=mine | {column: value})
            assert len(found.json()["items"]) == count, (column, value)
    register = await listed(shop, f"/api/orders/customer-purchase-orders?customer_po={po}")
    assert [entry["number"] for entry in register] == [number]
    bare = (await shop.drafted())["number"]
    assert await listed(shop, f"/api/orders/customer-purchase-orders?number={number}") == register
    assert await listed(shop, f"/api/orders/customer-purchase-orders?number={bare}") == []


@pytest.mark.feature("PH-SL-01")
async def test_orders_of_every_origin_and_state_stand_in_one_list(stage: Stage, shop: Shop) -> None:
    project = f"Everything {new_id()}"
    quote = accepted(owner_id=shop.seller.id, project=project)
    await stage.hear(quote)
    released = [await shop.released(project=project) for _ in range(2)]
    await stage.hear(shop.left(released[1], "3"))
    placed, stopped = [await shop.do(await shop.drafted(project=project), "place") for _ in range(2)]
    await shop.do(stopped, "cancel", {"reason": "entered twice"})
    orders = {
        (await prefilled(shop, quote.number))["number"]: "draft",
        (await shop.drafted(project=project))["number"]: "draft",
        placed["number"]: "pending",
        stopped["number"]: "cancelled",
        released[0]["number"]: "released",
        released[1]["number"]: "shipped",
    }
    rows = await listed(shop, f"/api/orders?project={project}")
    assert {row["number"]: row["status"] for row in rows} == orders
    totals = await shop.seller.get("/api/orders/totals", params={"project": project})
    assert totals.json()["count"] == len(orders)
    for row in rows:
        whole = await shop.read(row)
        assert (whole["number"], whole["status"]) == (row["number"], row["status"])


@pytest.mark.feature("PH-SL-19")
async def test_an_order_carries_documents_and_items_described_in_ones_own_words(
    stage: Stage, shop: Shop
) -> None:
    line = {"product_id": str(shop.pump), "quantity": "3", "description": "Painted RAL 5010"}
    order = await shop.drafted(lines=[line])
    id, path = order["lines"][0]["item"]["line_id"], f"/api/orders/{order['id']}"
    reworded = {"lines": [{"line_id": id, "description": "Painted RAL 5015, ear to the left"}]}
    order = (await shop.seller.patch(path, reworded, version=order["version"])).json()
    files = {"drawing.pdf": b"%PDF-1.7 drawing", "notes.txt": b"Mind the ear."}
    for name, content in files.items():
        sent = await shop.seller.client.post(
            f"{path}/documents", files={"file": (name, content)}, headers={"Idempotency-Key": f"{id}-{name}"}
        )
        assert sent.status_code == 201, sent.text
    order = await shop.do(order, "place")
    item = (await shop.read(order))["lines"][0]["item"]
    assert (item["description"], item["net"]) == ("Painted RAL 5015, ear to the left", "300.00")
    (said,) = await stage.said(OrderPlaced, order_id=UUID(order["id"]))
    assert said.lines[0].description == item["description"]
    kept = {
        each["name"]: (await shop.seller.get(f"{path}/documents/{each['id']}")).content
        for each in await shop.read(order, "/documents")
    }
    assert kept == files


@pytest.mark.feature("PH-SD-26")
async def test_what_is_made_and_bought_for_an_order_is_shown(stage: Stage, shop: Shop) -> None:
    order = await shop.released()
    job, purchase = supply_of(JobOrderRequested, order), supply_of(PurchaseRequested, order)
    done = JobOrderCompleted(
        job_order_id=job.key, order_id=job.order_id, quantity=job.quantity, completed_on=DAY
    )
    await stage.hear(job, purchase, done)
    shown = await shop.read(order, "/supply")
    assert [(each["kind"], each["status"], each["done_on"]) for each in shown] == [
        ("job-order", "done", str(DAY)),
        ("purchase-request", "open", None),
    ]
    assert (await shop.read(order))["version"] == order["version"]


@pytest.mark.feature("PH-SD-23")
async def test_a_delivery_is_shown_with_its_shipment(stage: Stage, shop: Shop) -> None:
    order = await shop.released()
    on_the_way = {"vehicle": "HH-AB 12", "tracking": "T-77"}
    left = shop.left(order, "3").model_copy(update=on_the_way)
    delivered = ShipmentDelivered(
        delivery_order_id=left.delivery_order_id,
        shipment_id=left.shipment_id,
        order_id=left.order_id,
        delivered_on=date(2026, 3, 7),
    )
    await stage.hear(left, delivered)
    (shown,) = await shop.read(order, "/shipments")
    facts = on_the_way | {"number": "SH-1", "dispatched_on": str(DAY), "carrier": "Rail"}
    assert {name: shown[name] for name in facts} == facts
    assert [(line["line_id"], line["quantity"]) for line in shown["lines"]] == [
        (order["lines"][0]["item"]["line_id"], "3")
    ]
    assert (shown["delivered_on"], shown["totals"]["gross"]) == ("2026-03-07", order["totals"]["gross"])


@pytest.mark.feature("PH-PO-02", "PH-SD-28")
async def test_the_customers_purchase_order_is_kept_with_the_order(stage: Stage, shop: Shop) -> None:
    received = {"po_received_on": "2026-03-01", "po_received_by": "Front desk"}
    order = await shop.drafted(customer_po=f"PO-{new_id()}", **received)
    path = f"/api/orders/{order['id']}/documents"
    sent = await shop.seller.client.post(
        path, files={"file": ("po.pdf", b"%PDF-1.7 order")}, headers={"Idempotency-Key": "po-1"}
    )
    assert sent.status_code == 201, sent.text
    assert [each["name"] for each in await shop.read(order, "/documents")] == ["po.pdf"]
    kept = await shop.seller.get(f"{path}/{sent.json()['id']}")
    assert kept.content == b"%PDF-1.7 order"
    found = await listed(shop, f"/api/orders/customer-purchase-orders?customer_po={order['customer_po']}")
    assert [entry["documents"] for entry in found] == [1]
    assert {name: found[0][name] for name in received} == received
    assert (found[0]["number"], found[0]["client_name"]) == (order["number"], "Nordwerk")
    other = await stage.person("orders.*", scope="own")
    assert (await other.get(path)).status_code == 404


async def test_an_order_is_written_in_a_currency_that_is_switched_on(stage: Stage, shop: Shop) -> None:
    refused = await shop.seller.post("/api/orders", shop.blank(currency="TND"))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/currency"
    await stage.hear(CurrencyEnabled(currency_id=currency_id("TND"), currency="TND"))
    unpriced = await shop.seller.post("/api/orders", shop.blank(currency="TND"))
    assert unpriced.json()["type"].endswith("no-price")


async def test_nobody_orders_half_a_piece(shop: Shop) -> None:
    line = shop.blank()["lines"][0] | {"quantity": "1.5"}
    refused = await shop.seller.post("/api/orders", shop.blank(lines=[line]))
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/lines/0/quantity"
    assert "whole numbers" in refused.json()["detail"]
