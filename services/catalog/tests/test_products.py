"""Devices, options and services through the API."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from chassis.testing import Person, Stage
from contracts.catalog import ProductDiscontinued, ProductPublished, ProductRevised
from contracts.event import new_id

FULL = {
    "number": "DV-100",
    "name": "Bench scale",
    "description": "Weighs up to 60 kg",
    "category": "Scales",
    "product_type": "bench",
    "unit": "pcs",
    "supply": "buy",
    "lead_time_days": 21,
    "tax_rate": "0.19",
    "active": True,
    "research": False,
    "has_bom": True,
    "upc": "036000291452",
    "qr_text": "https://example.com/dv-100",
    "cluster": "Weighing",
    "levels": [{"name": "Voltage", "value": "230 V"}, {"name": "Range", "value": "60 kg"}],
    "fits": [],
}


@pytest.mark.feature("PH-DV-34", "PH-DV-35", "PH-DV-39", "PH-DV-40", "PH-DV-41", "PH-DV-46")
@pytest.mark.feature("PH-OP-03", "PH-OP-04", "PH-OP-05", "PH-OP-06", "PH-OP-07")
@pytest.mark.parametrize(
    ("kind", "active", "upc"),
    [
        ("device", True, "036000291452"),
        ("device", False, "036000291469"),
        ("option", True, "036000291476"),
        ("option", False, "036000291483"),
    ],
)
async def test_a_product_keeps_all_that_was_said_about_it(
    catalog: Stage, manager: Person, kind: str, active: bool, upc: str
) -> None:
    number = f"KEPT-{upc}"
    full = FULL | {"number": number, "upc": upc}
    full |= {"active": active, "research": not active, "has_bom": active}
    created = await manager.post(f"/api/catalog/{kind}s", full)
    assert created.status_code == 201, created.text
    product = created.json()
    assert {name: product[name] for name in full} == full
    assert (product["kind"], product["version"], product["price"]) == (kind, 1, None)
    assert not product["sales_approved"]
    assert not product["engineering_approved"]
    assert created.headers["location"] == f"/api/catalog/{kind}s/{product['id']}"
    read = await manager.get(f"/api/catalog/{kind}s/{product['id']}")
    assert read.json() == product
    assert read.headers["etag"] == '"v1"'
    [said] = [e for e in await catalog.said(ProductPublished) if e.number == number]
    assert said.levels[0].name == "Voltage"
    assert said.lead_time_days == 21


@pytest.mark.feature("PH-DV-38")
async def test_numbers_are_unique_whatever_their_case(manager: Person, device: Any) -> None:
    first = await device(number="Unique-1")
    for typed in ("UNIQUE-1", " unique\u20111", "Uni\u200bque-1", "Ｕnique-1"):
        again = await manager.post("/api/catalog/options", {"number": typed, "name": "Option"})
        assert again.status_code == 409
        assert again.json()["type"] == "urn:saleswire:problem:number-taken"
        assert again.json()["existing_id"] == first["id"]


async def test_a_product_code_with_a_wrong_digit_is_refused(manager: Person) -> None:
    answer = await manager.post("/api/catalog/devices", {"number": "X", "name": "X", "upc": "036000291453"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/upc"


async def test_a_change_keeps_what_it_does_not_name(catalog: Stage, manager: Person, device: Any) -> None:
    made = await device(category="Scales", lead_time_days=5)
    path = f"/api/catalog/devices/{made['id']}"
    changed = await manager.patch(path, {"lead_time_days": 9}, version=1)
    assert changed.status_code == 200, changed.text
    assert changed.json() == made | {"lead_time_days": 9, "version": 2}
    said = await catalog.said(ProductRevised, product_id=UUID(made["id"]))
    assert (said[0].lead_time_days, said[0].category) == (9, "Scales")


async def test_a_change_that_changes_nothing_is_no_event(manager: Person, device: Any) -> None:
    made = await device(category="Scales")
    answer = await manager.patch(f"/api/catalog/devices/{made['id']}", {"category": "Scales"}, version=1)
    assert answer.json()["version"] == 1
    assert "saleswire-version" not in answer.headers


async def test_a_change_of_an_old_version_gets_the_current_one(manager: Person, device: Any) -> None:
    made = await device()
    path = f"/api/catalog/devices/{made['id']}"
    await manager.patch(path, {"name": "New"}, version=1)
    stale = await manager.patch(path, {"name": "Other"}, version=1)
    assert stale.status_code == 412
    assert stale.json()["current"]["name"] == "New"
    assert (await manager.patch(path, {"name": "Other"})).status_code == 428


async def test_null_and_unknown_fields_are_refused(manager: Person, device: Any) -> None:
    made = await device()
    path = f"/api/catalog/devices/{made['id']}"
    assert (await manager.patch(path, {"name": None}, version=1)).status_code == 422
    assert (await manager.patch(path, {"sales_approved": True}, version=1)).status_code == 422
    assert (await manager.patch(path, {"supply": "stolen"}, version=1)).status_code == 422


@pytest.mark.feature("PH-DV-36", "PH-DV-37")
@pytest.mark.parametrize(("given", "other"), [("sales", "engineering"), ("engineering", "sales")])
async def test_approvals_are_given_and_taken_back(
    catalog: Stage, device: Any, given: str, other: str
) -> None:
    made = await device()
    approver = await catalog.person("catalog.read", "catalog.approve")
    path = f"/api/catalog/devices/{made['id']}"
    approved = (await approver.post(f"{path}/approve", {"approval": given}, version=1)).json()
    assert (approved[f"{given}_approved"], approved[f"{other}_approved"]) == (True, False)
    again = await approver.post(f"{path}/approve", {"approval": given}, version=2)
    assert again.status_code == 409
    back = await approver.post(f"{path}/withdraw-approval", {"approval": given}, version=2)
    assert (back.json()[f"{given}_approved"], back.json()["version"]) == (False, 3)


async def test_who_writes_the_catalog_may_not_approve(catalog: Stage, device: Any) -> None:
    made = await device()
    writer = await catalog.person("catalog.read", "catalog.write")
    path = f"/api/catalog/devices/{made['id']}/approve"
    assert (await writer.post(path, {"approval": "sales"}, version=1)).status_code == 403


@pytest.mark.feature("PH-DV-17")
async def test_a_product_goes_from_research_over_its_approvals_to_its_end(
    catalog: Stage, manager: Person, device: Any
) -> None:
    made = await device(research=True, active=True)
    path = f"/api/catalog/devices/{made['id']}"

    async def stage_after(version: int, verb: str = "", **body: object) -> list[bool]:
        if verb:
            answer = await manager.post(f"{path}/{verb}", body, version=version)
        else:
            answer = await manager.patch(path, body, version=version)
        assert answer.status_code == 200, answer.text
        (row,) = (await manager.get("/api/catalog/devices", params={"id": made["id"], "cols": STAGE})).json()[
            "items"
        ]
        assert {name: row[name] for name in LIFE} == {name: answer.json()[name] for name in LIFE}
        return [row[name] for name in LIFE] + [row["discontinued_on"] is not None]

    assert [made[name] for name in LIFE] == [True, False, False, True]
    assert await stage_after(1, research=False) == [False, False, False, True, False]
    assert await stage_after(2, "approve", approval="engineering") == [False, True, False, True, False]
    assert await stage_after(3, "approve", approval="sales") == [False, True, True, True, False]
    assert await stage_after(4, active=False) == [False, True, True, False, False]
    assert await stage_after(5, active=True) == [False, True, True, True, False]
    assert await stage_after(6, "discontinue") == [False, True, True, False, True]
    said = await catalog.said(ProductRevised, 5, product_id=UUID(made["id"]))
    assert [each.active for each in said] == [True, True, True, False, True]
    assert len(await catalog.said(ProductDiscontinued, product_id=UUID(made["id"]))) == 1


LIFE = ("research", "engineering_approved", "sales_approved", "active")
STAGE = ",".join((*LIFE, "discontinued_on"))


async def test_a_discontinued_product_stays_as_it_is(catalog: Stage, manager: Person, device: Any) -> None:
    made = await device()
    path = f"/api/catalog/devices/{made['id']}"
    gone = await manager.post(f"{path}/discontinue", {}, version=1)
    assert gone.json()["active"] is False
    assert gone.json()["discontinued_on"] is not None
    refused = await manager.patch(path, {"name": "Again"}, version=2)
    assert refused.status_code == 409
    assert f"{made['number']} was discontinued on " in refused.json()["detail"]
    german = await manager.post(f"{path}/discontinue", {}, version=2, **{"Accept-Language": "de"})
    day = date.fromisoformat(gone.json()["discontinued_on"]).strftime("%d.%m.%Y")
    assert german.json()["detail"].startswith(
        f"{made['number']} wurde am {day} eingestellt und kann nicht mehr eingestellt werden."
    )
    said = await catalog.said(ProductDiscontinued)
    assert made["id"] in {str(event.product_id) for event in said}


async def test_a_kind_of_product_is_found_among_its_own_only(manager: Person, device: Any) -> None:
    made = await device()
    assert (await manager.get(f"/api/catalog/options/{made['id']}")).status_code == 404
    assert (
        await manager.patch(f"/api/catalog/options/{made['id']}", {"name": "X"}, version=1)
    ).status_code == 404


async def test_an_option_fits_devices_only(manager: Person, device: Any) -> None:
    made = await device()
    fitting = await manager.post(
        "/api/catalog/options", {"number": "OP-1", "name": "Rack", "fits": [made["id"]]}
    )
    assert fitting.status_code == 201
    wrong = await manager.post(
        "/api/catalog/options", {"number": "OP-2", "name": "Rack", "fits": [fitting.json()["id"]]}
    )
    assert wrong.json()["type"] == "urn:saleswire:problem:unknown-device"


async def test_the_history_of_a_product_tells_who_changed_what(manager: Person, device: Any) -> None:
    made = await device(name="Scale", lead_time_days=7)
    path = f"/api/catalog/devices/{made['id']}"
    await manager.patch(path, {"name": "Fine scale", "lead_time_days": 9}, version=1)
    await manager.post(f"{path}/approve", {"approval": "sales"}, version=2)
    await manager.post(f"{path}/discontinue", {}, version=3)
    steps = (await manager.get(f"{path}/history")).json()
    assert [one["step"] for one in steps] == ["published", "revised", "revised", "discontinued"]
    assert [one["changes"] for one in steps] == [
        [],
        [
            {"field": "name", "before": "Scale", "after": "Fine scale"},
            {"field": "lead_time_days", "before": 7, "after": 9},
        ],
        [{"field": "sales_approved", "before": False, "after": True}],
        [],
    ]
    assert {one["actor"] for one in steps} == {str(manager.id)}
    assert (await manager.get(f"/api/catalog/options/{made['id']}/history")).status_code == 404


async def test_the_options_of_a_device_are_found_by_its_id(manager: Person, device: Any) -> None:
    made, other = await device(), await device()
    for number, fits in (("OF-1", [made, other]), ("OF-2", [other]), ("OF-3", [])):
        body = {"number": number, "name": "Cover", "fits": [one["id"] for one in fits]}
        assert (await manager.post("/api/catalog/options", body)).status_code == 201
    listed = await manager.get(f"/api/catalog/options?fits.has={made['id']}&cols=number,fits")
    [found] = listed.json()["items"]
    assert (found["number"], found["fits"]) == ("OF-1", f"{made['id']},{other['id']}")
    for_all = await manager.get("/api/catalog/options?fits=&number.has=OF-")
    assert [item["number"] for item in for_all.json()["items"]] == ["OF-3"]


async def test_services_come_from_nowhere_unless_said_otherwise(manager: Person) -> None:
    made = await manager.post("/api/catalog/services", {"number": "SV-1", "name": "Calibration", "unit": "h"})
    assert (made.json()["supply"], made.json()["kind"]) == ("none", "service")


@pytest.mark.feature("PH-DV-11", "PH-DV-29", "PH-OP-02")
@pytest.mark.parametrize("kinds", ["devices", "options"])
async def test_lists_are_filtered_searched_and_sorted(manager: Person, kinds: str) -> None:
    own, category = kinds[0].upper(), f"Presses among {kinds}"
    made = [(f"L-{own}-1", "Alpha press"), (f"L-{own}-2", "Beta press"), (f"L-{own}-3", "Gamma press")]
    for number, name in made:
        body = {"number": number, "name": name, "category": category}
        assert (await manager.post(f"/api/catalog/{kinds}", body)).status_code == 201
    care = {"number": f"L-{own}-4", "name": "Press care", "category": category}
    await manager.post("/api/catalog/services", care)
    asked = {"category": category, "sort": "-name", "cols": "number,name", "limit": "2"}
    listed = await manager.get(f"/api/catalog/{kinds}", params=asked)
    assert [item["number"] for item in listed.json()["items"]] == [f"L-{own}-3", f"L-{own}-2"]
    after = await manager.get(listed.headers["link"].split(">")[0][1:])
    assert [item["number"] for item in after.json()["items"]] == [f"L-{own}-1"]
    searched = await manager.get(f"/api/catalog/{kinds}", params={"q": "beta", "category": category})
    assert [item["name"] for item in searched.json()["items"]] == ["Beta press"]
    everything = await manager.get("/api/catalog/products", params={"q": "press", "category": category})
    assert [item["number"] for item in everything.json()["items"]] == [f"L-{own}-{n}" for n in range(1, 5)]
    totals = await manager.get("/api/catalog/products/totals", params={"category": category})
    assert totals.json()["count"] == 4


async def test_a_product_is_counted_in_a_unit_of_the_register(manager: Person, device: Any) -> None:
    body = {"number": "DV-CASK", "name": "Oil", "unit": "cask"}
    refused = await manager.post("/api/catalog/devices", body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/unit"
    assert "pcs" in refused.json()["detail"]
    defined = await manager.put("/api/catalog/units/cask", {"name": "cask", "decimals": 1})
    assert {"unit": "cask", "name": "cask", "decimals": 1} in defined.json()
    assert (await manager.post("/api/catalog/devices", body)).status_code == 201


async def test_only_who_keeps_the_catalog_defines_units(catalog: Stage) -> None:
    reader = await catalog.person("catalog.read")
    listed = (await reader.get("/api/catalog/units")).json()
    assert {"unit": "pcs", "name": "piece", "decimals": 0} in listed
    answer = await reader.put("/api/catalog/units/pcs", {"name": "piece", "decimals": 2})
    assert answer.status_code == 403


async def test_the_history_of_a_product_tells_of_its_files_and_prices(manager: Person, device: Any) -> None:
    made = await device()
    path = f"/api/catalog/devices/{made['id']}"
    file = {"file": ("sheet.pdf", b"%PDF-1.7 data sheet")}
    uploaded = await manager.client.post(
        f"{path}/documents", files=file, headers={"Idempotency-Key": str(new_id())}
    )
    assert uploaded.status_code == 201, uploaded.text
    for name, begins, amount in (("Spring", "2031-03-01", "100"), ("Summer", "2031-06-01", "112.50")):
        breaks = [{"min_quantity": "1", "unit_price": amount}]
        price = {"product_id": made["id"], "breaks": breaks, "floor": "10", "cost": "5"}
        body = {"name": name, "valid_from": begins, "prices": [price]}
        issued = await manager.post("/api/catalog/price-lists", body)
        assert issued.status_code == 201, issued.text
    steps = (await manager.get(f"{path}/history")).json()
    assert [(one["step"], one["about"]) for one in steps[1:]] == [
        ("attached", "sheet.pdf"),
        ("priced", "Spring"),
        ("priced", "Summer"),
    ]
    assert steps[-1]["changes"] == [{"field": "unit_price", "before": "100 EUR", "after": "112.5 EUR"}]
    assert {one["actor"] for one in steps} == {str(manager.id)}
