"""The head of an order keeps what a seller says there, and the list shows and sorts by it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from order_samples import DAY, Shop, accepted, client, price_list, product

from chassis.testing import Stage
from contracts.crm import DistributorRegistered, PartyRole
from contracts.event import new_id
from contracts.values import ItemKind
from orders.schemas import EditOrder

QUAY = {"name": "Quay", "street": "Kai 9", "city": "Bremen", "region": "", "postal_code": "28195"}
OFFICE = {"name": "Office", "street": "Markt 1", "city": "Emden", "region": "", "postal_code": "26721"}


@pytest.mark.feature("PH-SA-07", "PH-SA-11", "PH-SA-12", "PH-SD-02")
async def test_an_order_keeps_its_parties_addresses_and_lead_time(stage: Stage, shop: Shop) -> None:
    fields = client("Dealer", owner_id=shop.seller.id).model_dump()
    dealer = DistributorRegistered(**fields | {"role": PartyRole.DISTRIBUTOR, "number": "D-000001"})
    await stage.hear(dealer)
    said = {
        "lead_time_days": 35,
        "shipping_address": QUAY | {"country": "Germany"},
        "billing_address": OFFICE | {"country": "Germany"},
    }
    order = await shop.drafted(distributor_id=str(dealer.party_id), **said)
    assert {name: order[name] for name in said} == said
    assert order["client"]["id"] == str(shop.client_id)
    assert (order["distributor"]["id"], order["distributor"]["name"]) == (str(dealer.party_id), "Dealer")
    assert abs((date.fromisoformat(order["ordered_on"]) - datetime.now(UTC).date()).days) <= 1


@pytest.mark.feature("PH-SA-01")
async def test_the_draft_of_a_quote_is_filled_in_and_every_field_of_it_can_be_changed(
    stage: Stage, shop: Shop
) -> None:
    leader = await stage.person("orders.*", "backdate")
    fields = client("Dealer").model_dump()
    dealer = DistributorRegistered(**fields | {"role": PartyRole.DISTRIBUTOR, "number": "D-000002"})
    quote = accepted(owner_id=shop.seller.id)
    await stage.hear(dealer, quote)
    order = (await leader.post("/api/orders", {"quote_id": str(quote.quote_id)})).json()
    filled = ("client", "owner_id", "terms", "project", "description", "lead_time_days", "shipping_address",
              "billing_address", "totals")  # fmt: skip
    assert {name: order[name] for name in filled} == {
        name: quote.model_dump(mode="json")[name] for name in filled
    }
    assert [line["item"]["net"] for line in order["lines"]] == [str(line.net) for line in quote.lines]
    kept = {
        "owner_id": str(leader.id), "project": "Mole", "description": "One pump", "lead_time_days": 35,
        "external_ref": "X-1", "shipping_address": QUAY | {"country": "Germany"},
        "billing_address": OFFICE | {"country": "Germany"}, "ordered_on": "2026-03-05",
        "estimated_ship_date": "2031-01-01", "customer_po": "PO-77", "po_received_on": "2026-03-01",
        "po_received_by": "Front desk", "so_issued_by": "Sales office", "delivery_conditions": "DAP",
        "acceptance_conditions": "on site", "payment_conditions": "by transfer",
        "call_before_delivery": True, "terms_id": str(shop.terms["60 days net"]),
    }  # fmt: skip
    asked = kept | {
        "distributor_id": str(dealer.party_id),
        "freight": "12.50",
        "lines": [{"product_id": str(shop.pump), "quantity": "1", "description": "The small one"}],
    }
    others = {"terms", "due", "priced_on", "freight_treatment_id"}  # other ways to say terms, prices, freight
    assert asked.keys() == EditOrder.model_fields.keys() - others
    answer = await leader.patch(f"/api/orders/{order['id']}", asked, version=order["version"])
    assert answer.status_code == 200, answer.text
    edited = (await leader.get(f"/api/orders/{order['id']}")).json()
    assert {name: edited[name] for name in kept} == kept
    assert (edited["distributor"]["name"], edited["terms"]) == ("Dealer", "60 days net")
    assert (edited["totals"]["net"], edited["totals"]["freight"]) == ("100.00", "12.50")
    assert [line["item"]["description"] for line in edited["lines"]] == ["The small one"]


@pytest.mark.feature("PH-SA-13", "PH-SD-12", "PH-SD-25")
async def test_an_order_sells_devices_options_and_services(stage: Stage, shop: Shop) -> None:
    training = product(f"T-{new_id()}"[:20], ItemKind.SERVICE)
    await stage.hear(training, price_list(training))
    asked = ((shop.pump, "2"), (shop.bracket, "1"), (training.product_id, "3"))
    lines = [{"product_id": str(id), "quantity": quantity} for id, quantity in asked]
    order = await shop.drafted(lines=lines)
    sold = [line["item"] for line in order["lines"]]
    assert [(one["kind"], one["quantity"]["value"], one["unit_price"], one["net"]) for one in sold] == [
        ("device", "2", "100", "200.00"),
        ("option", "1", "100", "100.00"),
        ("service", "3", "100", "300.00"),
    ]
    totals = {"net": "600.00", "freight": "0.00", "tax": "114.00", "gross": "714.00", "currency": "EUR"}
    assert {name: order["totals"][name] for name in totals} == totals


@pytest.mark.feature("PH-SD-16", "PH-SD-19", "PH-SD-20", "PH-SL-14", "PH-SL-15", "PH-SL-16")
async def test_its_days_and_its_total_are_shown_in_the_list(stage: Stage, shop: Shop) -> None:
    order = await shop.released()
    assert order["released_on"] == order["placed_on"]
    assert order["estimated_ship_date"] == order["initial_ship_date"]
    await stage.hear(shop.left(order, "3", on=date(2026, 3, 9)))
    assert (await shop.read(order))["actual_ship_date"] == "2026-03-09"
    (row,) = (await shop.seller.get("/api/orders", params={"number": order["number"]})).json()["items"]
    assert (row["estimated_ship_date"], row["actual_ship_date"]) == (
        order["estimated_ship_date"],
        "2026-03-09",
    )
    assert row["gross"] == {"amount": order["totals"]["gross"], "currency": "EUR"}


@pytest.mark.feature("PH-SL-04")
async def test_orders_are_sorted_by_number_day_client_and_status(stage: Stage, shop: Shop) -> None:
    importer = await stage.person("orders.*", "backdate")
    project = f"Sorted {new_id()}"
    ids = []
    for name, day in (("Aalen Works", DAY), ("Zwickau Works", date(2026, 4, 1))):
        party = client(name)
        await stage.hear(party)
        body = shop.blank(client_id=str(party.party_id), project=project, ordered_on=str(day))
        answer = await importer.post("/api/orders", body)
        assert answer.status_code == 201, answer.text
        ids.append(answer.json()["id"])
    await importer.post(f"/api/orders/{ids[1]}/place", {"on": "2026-04-01"}, version=1)

    async def sorted_by(column: str) -> list[Any]:
        answer = await importer.get("/api/orders", params={"project": project, "sort": column})
        return [row["id"] for row in answer.json()["items"]]

    for column in ("number", "ordered_on", "client_name", "status"):
        assert await sorted_by(column) == ids, column
        assert await sorted_by(f"-{column}") == ids[::-1], column
