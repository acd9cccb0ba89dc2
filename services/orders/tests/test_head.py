"""The head of an order keeps what a seller says there, and the list shows and sorts by it."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from order_samples import DAY, Shop, client, price_list, product

from chassis.testing import Stage
from contracts.crm import DistributorRegistered, PartyRole
from contracts.event import new_id
from contracts.values import ItemKind

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


@pytest.mark.feature("PH-SA-13", "PH-SD-25")
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
    assert order["totals"]["net"] == "600.00"


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
