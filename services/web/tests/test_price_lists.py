"""Price lists: what a paste is understood to say, what is issued, and what a refusal names."""

import json
from decimal import Decimal

import pytest

from web.pages.price_lists.pasting import number, read
from web.testing import refused, said

ID, PUMP, SEAL = (f"01900000-0000-7000-8000-0000000000a{n}" for n in (1, 2, 3))
API = "/api/catalog/price-lists"
LIST = {
    "id": ID, "version": 1, "name": "Standard", "currency": "EUR", "valid_from": "2026-01-01",
    "valid_until": None, "mode": "adjustable", "max_discount": "0.08", "withdrawn": False,
    "prices": [
        {"product_id": PUMP, "number": "PU-1", "name": "Pump", "floor": "80",
         "breaks": [{"min_quantity": "1", "unit_price": "100"}, {"min_quantity": "10", "unit_price": "90"}]},
        {"product_id": SEAL, "number": "SE-1", "name": "Seal", "floor": "3",
         "breaks": [{"min_quantity": "1", "unit_price": "4"}]},
    ],
}  # fmt: skip
PASTE = "Product\tFrom\tPrice\tFloor\nPU-1\t10\t90,50\t80\npu-1\t1\t1.100,00\nSE-1\t\t4\t3\t1,25\n"
HEAD = {"name": "Spring", "valid_from": "2027-03-01", "max_discount": "7,5", "mode": "fixed", "key": "k"}


@pytest.fixture
def catalogue(stage):
    """A stage with one price list and two products."""
    stage.sign_in("catalog.*")
    stage.gateway.on("GET", f"{API}/{ID}", said(LIST))
    rows = [{"id": PUMP, "number": "PU-1", "name": "Pump"}, {"id": SEAL, "number": "SE-1", "name": "Seal"}]
    stage.gateway.on("GET", "/api/catalog/products", said({"items": rows, "next": None}))
    return stage


async def test_the_prices_of_a_list_can_be_searched(catalogue):
    shown = (await catalogue.browser.get(f"/price-lists/{ID}?q=seal")).text
    assert "SE-1" in shown
    assert "PU-1" not in shown
    assert "1 of 2 products" in shown


async def test_a_check_shows_what_is_understood_and_sends_nothing(catalogue):
    shown = await catalogue.post("/price-lists/new", **HEAD, prices=PASTE, do="check")
    assert shown.status_code == 200
    assert "Issue 3 prices" in shown.text
    assert catalogue.gateway.sent("POST", API) == []


async def test_a_paste_is_issued_with_breaks_floors_and_costs(catalogue):
    catalogue.gateway.on("POST", API, said(LIST, 201))
    answer = await catalogue.post("/price-lists/new", **HEAD, prices=PASTE, do="issue")
    assert answer.headers["location"] == f"/price-lists/{ID}"
    [sent] = catalogue.gateway.sent("POST", API)
    assert sent.headers["idempotency-key"] == "k"
    assert json.loads(sent.content) == {
        "name": "Spring",
        "valid_from": "2027-03-01",
        "mode": "fixed",
        "max_discount": "0.075",
        "prices": [
            {
                "product_id": PUMP,
                "breaks": [
                    {"min_quantity": "1", "unit_price": "1100.00"},
                    {"min_quantity": "10", "unit_price": "90.50"},
                ],
                "floor": "80",
            },
            {"product_id": SEAL, "breaks": [{"min_quantity": "1", "unit_price": "4"}], "floor": "3",
             "cost": "1.25"},
        ],
    }  # fmt: skip


async def test_a_line_that_cannot_be_taken_keeps_the_list_back(catalogue):
    wrong = "PU-1\t1\tmuch\nXX-9\t1\t5\n\t1\t5\nSE-1\t1"
    answer = await catalogue.post("/price-lists/new", **HEAD, prices=wrong, do="issue")
    assert answer.status_code == 422
    for words in (
        "Price “much” is no number",
        "no product XX-9",
        "number is missing",
        "the price is missing",
    ):
        assert words in answer.text
    assert "Issue 4" not in answer.text
    assert catalogue.gateway.sent("POST", API) == []


async def test_a_refused_price_is_named_by_its_product(catalogue):
    error = {"pointer": "/prices/1/floor", "detail": "the floor lies above the lowest price"}
    catalogue.gateway.on("POST", API, refused(422, errors=[error]))
    answer = await catalogue.post("/price-lists/new", **HEAD, prices=PASTE, do="issue")
    assert "<code>SE-1</code> the floor lies above" in answer.text


async def test_a_new_list_begins_with_the_prices_of_another(catalogue):
    shown = (await catalogue.browser.get(f"/price-lists/new?copy={ID}")).text
    assert "PU-1\t10\t90\t80" in shown


async def test_a_list_is_withdrawn_at_the_version_that_was_seen(catalogue):
    path = f"{API}/{ID}/withdraw"
    catalogue.gateway.on("POST", path, said(LIST | {"valid_until": "2026-12-01"}))
    await catalogue.post(f"/price-lists/{ID}/withdraw", valid_until="", version="1", key="k")
    [sent] = catalogue.gateway.sent("POST", path)
    assert (json.loads(sent.content), sent.headers["if-match"]) == ({"valid_until": None}, '"v1"')


async def test_a_link_to_any_product_leads_to_the_page_of_its_kind(catalogue):
    rows = {"items": [{"id": PUMP, "kind": "option"}], "next": None}
    catalogue.gateway.on("GET", "/api/catalog/products", said(rows))
    answer = await catalogue.browser.get(f"/products/{PUMP}")
    assert answer.headers["location"] == f"/options/{PUMP}"
    catalogue.gateway.on("GET", "/api/catalog/products", said({"items": [], "next": None}))
    assert (await catalogue.browser.get(f"/products/{PUMP}")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1 234,50", "1234.50"), ("1.234,50", "1234.50"), ("1,234.50", "1234.50"), ("7,5", "7.5"), ("12", "12")],
)
def test_numbers_are_read_as_spreadsheets_write_them(typed, meant):
    assert number(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["", "EUR 5", "1e9", "1-2", "--3", "NaN"])
def test_what_is_no_number_is_none(typed):
    assert number(typed) is None


def test_lines_may_be_parted_by_semicolons_and_be_empty():
    assert [(row.product, row.price) for row in read("A;1;5\n\n;;\nB;2;6")] == [
        ("A", Decimal(5)),
        ("B", Decimal(6)),
    ]
