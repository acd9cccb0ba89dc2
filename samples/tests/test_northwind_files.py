"""What Northwind's files imply, on a few made-up orders: prices by day, and the stock at the beginning."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from samples.northwind import derived
from samples.northwind.files import Files, read
from samples.venue import CannotBegin

ORDERS = "order_id,customer_id,employee_id,order_date,required_date,shipped_date,ship_via,freight,ship_name"
FILES = {
    "categories": "category_id,category_name\n1,Beverages\n",
    "customers": "customer_id,company_name,country\nALFKI,Alfreds,Germany\n",
    "employees": "employee_id,last_name,first_name\n1,Davolio,Nancy\n2,Fuller,Andrew\n",
    "products": "product_id,product_name,unit_price,units_in_stock\n1,Tea,18,5\n2,Beer,19,0\n3,Syrup,10,7\n",
    "shippers": "shipper_id,company_name\n1,Speedy\n",
    "orders": f"""{ORDERS}
10250,ALFKI,2,1996-07-08,1996-08-05,,1,3,Alfreds
10248,ALFKI,1,1996-07-04,1996-08-01,1996-07-16,1,1,Alfreds
10249,ALFKI,1,1996-07-05,1996-08-16,1996-07-10,1,2,Alfreds
""",
    "order_details": """order_id,product_id,unit_price,quantity,discount
10248,1,34.8,3,0
10249,1,27.8,4,0.15000001
10249,2,19,1,0.05
10250,1,34.8,9,0
""",
}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """The made-up company."""
    for name, text in FILES.items():
        (tmp_path / f"{name}.csv").write_text(text)
    return read(tmp_path)


def test_a_price_that_fell_and_rose_again_changes_on_both_days(files: Files) -> None:
    changes = derived.price_changes(files)
    of_first = {day: prices["1"] for day, prices in changes.items() if "1" in prices}
    assert of_first == {
        date(1996, 7, 4): Decimal("34.8"),
        date(1996, 7, 5): Decimal("27.8"),
        date(1996, 7, 8): Decimal("34.8"),
        date(1996, 7, 9): Decimal("18"),
    }


def test_every_product_has_a_price_from_the_first_day(files: Files) -> None:
    first = derived.price_changes(files)[date(1996, 7, 4)]
    assert first == {"1": Decimal("34.8"), "2": Decimal("19"), "3": Decimal("10")}


def test_the_opening_stock_is_what_is_left_and_what_was_shipped(files: Files) -> None:
    assert derived.opening_stock(files) == {"1": 12, "2": 1, "3": 7}


def test_a_stored_float_is_read_as_the_fraction_that_it_means(files: Files) -> None:
    assert [line.discount for line in files.orders[1].lines] == [Decimal("0.15"), Decimal("0.05")]


def test_a_client_belongs_to_whoever_sold_to_it_last(files: Files) -> None:
    assert derived.last_sellers(files) == {"ALFKI": "2"}


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CannotBegin, match=r"categories\.csv"):
        read(tmp_path)
