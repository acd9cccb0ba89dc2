"""Price lists: what a paste is understood to say, what is issued, and what a refusal names."""

import json
from decimal import Decimal

import pytest
from stand_ins import catalog as told
from stand_ins import listed, refused, said
from stand_ins.catalog import PRICE_LIST as ID
from stand_ins.catalog import PUMP, SEAL
from stand_ins.markup import one_line

from web.sections.price_lists.pasting import number, read

API = "/api/catalog/price-lists"
PASTE = "Product\tFrom\tPrice\tFloor\nPU-1\t10\t90,50\t80\npu-1\t1\t1.100,00\nSE-1\t\t4\t3\t1,25\n"
HEAD = {"name": "Spring", "valid_from": "2027-03-01", "max_discount": "7,5", "mode": "fixed", "key": "k"}


@pytest.fixture
def catalog(stage):
    """A stage with one price list and two products."""
    stage.sign_in("catalog.*")
    stage.gateway.on("GET", f"{API}/{ID}", said(told.price_list()))
    pump = told.product_row(id=PUMP, number="PU-1", name="Pump")
    seal = told.product_row(id=SEAL, number="SE-1", name="Seal")
    stage.gateway.on("GET", "/api/catalog/products", listed(pump, seal))
    return stage


async def test_the_prices_of_a_list_can_be_searched(catalog):
    shown = (await catalog.browser.get(f"/price-lists/{ID}?q=seal")).text
    assert "SE-1" in shown
    assert "PU-1" not in shown
    assert "1 of 2 products" in shown


async def test_a_check_shows_what_is_understood_and_sends_nothing(catalog):
    shown = await catalog.post("/price-lists/new", **HEAD, prices=PASTE, do="check")
    assert shown.status_code == 200
    assert "Issue 3 prices" in shown.text
    assert catalog.gateway.sent("POST", API) == []


async def test_a_paste_is_issued_with_breaks_floors_and_costs(catalog):
    catalog.gateway.on("POST", API, said(told.price_list(), 201))
    answer = await catalog.post("/price-lists/new", **HEAD, prices=PASTE, do="issue")
    assert answer.headers["location"] == f"/price-lists/{ID}"
    [sent] = catalog.gateway.sent("POST", API)
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


async def test_a_line_that_cannot_be_taken_keeps_the_list_back(catalog):
    wrong = "PU-1\t1\tmuch\nXX-9\t1\t5\n\t1\t5\nSE-1\t1"
    answer = await catalog.post("/price-lists/new", **HEAD, prices=wrong, do="issue")
    assert answer.status_code == 422
    for words in (
        "Price “much” is no number",
        "no product XX-9",
        "number is missing",
        "the price is missing",
    ):
        assert words in answer.text
    assert "Issue 4" not in answer.text
    assert catalog.gateway.sent("POST", API) == []


async def test_a_refused_price_is_named_by_its_product(catalog):
    error = {"pointer": "/prices/1/floor", "detail": "the floor lies above the lowest price"}
    catalog.gateway.on("POST", API, refused(422, errors=[error]))
    answer = await catalog.post("/price-lists/new", **HEAD, prices=PASTE, do="issue")
    assert "<code>SE-1</code> the floor lies above" in one_line(answer.text)


async def test_a_new_list_begins_with_the_prices_of_another(catalog):
    shown = (await catalog.browser.get(f"/price-lists/new?copy={ID}")).text
    assert "PU-1\t10\t90\t80" in shown


async def test_a_list_whose_limits_are_closed_to_the_reader_is_copied_without_them(catalog):
    closed = [price | {"floor": None} for price in told.price_list()["prices"]]
    catalog.gateway.on("GET", f"{API}/{ID}", said(told.price_list(max_discount=None, prices=closed)))
    shown = await catalog.browser.get(f"/price-lists/new?copy={ID}")
    assert shown.status_code == 200
    assert "PU-1\t10\t90" in shown.text


async def test_a_list_is_withdrawn_at_the_version_that_was_seen(catalog):
    path = f"{API}/{ID}/withdraw"
    catalog.gateway.on("POST", path, said(told.price_list(valid_until="2026-12-01")))
    await catalog.post(f"/price-lists/{ID}/withdraw", valid_until="", version="1", key="k")
    [sent] = catalog.gateway.sent("POST", path)
    assert (json.loads(sent.content), sent.headers["if-match"]) == ({"valid_until": None}, '"v1"')


async def test_a_link_to_any_product_leads_to_the_page_of_its_kind(catalog):
    catalog.gateway.on("GET", "/api/catalog/products", listed(told.product_row(id=PUMP, kind="option")))
    answer = await catalog.browser.get(f"/products/{PUMP}")
    assert answer.headers["location"] == f"/options/{PUMP}"
    catalog.gateway.on("GET", "/api/catalog/products", listed())
    assert (await catalog.browser.get(f"/products/{PUMP}")).status_code == 404


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
