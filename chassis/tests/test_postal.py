"""Addresses as each country's post reads them."""

import pytest

from chassis.postal import address_lines

STREET = {"name": "Buyer", "street": "1 Main St"}


@pytest.mark.parametrize(
    ("country", "parts", "lines"),
    [
        ("Australia", "Queanbeyan/NSW/2620", ["Queanbeyan NSW 2620", "AUSTRALIA"]),
        ("USA", "Springfield/IL/62701", ["Springfield, IL 62701", "UNITED STATES"]),
        ("USA", "Springfield//62701", ["Springfield 62701", "UNITED STATES"]),
        ("USA", "Springfield/IL/", ["Springfield, IL", "UNITED STATES"]),
        ("USA", "//62701", ["62701", "UNITED STATES"]),
        ("United Kingdom", "Sheffield//S9 1XX", ["Sheffield", "S9 1XX", "UNITED KINGDOM"]),
        ("Switzerland", "Arosa//7050", ["7050 Arosa", "SWITZERLAND"]),
        ("Germany", "Lindau//88131", ["88131 Lindau", "GERMANY"]),
        ("Deutschland", "Lindau/Bayern/88131", ["88131 Lindau", "Bayern", "GERMANY"]),
        ("Italy", "Torino/TO/10121", ["10121 Torino TO", "ITALY"]),
        ("Brazil", "Campinas/SP/13010", ["Campinas-SP", "13010", "BRAZIL"]),
        ("India", "Pune/Maharashtra/411001", ["Pune 411001", "Maharashtra", "INDIA"]),
        ("Singapore", "Singapore//018956", ["SINGAPORE 018956", "SINGAPORE"]),
        ("Ireland", "Cork/Co. Cork/T12", ["Cork", "Co. Cork", "T12", "IRELAND"]),
        ("Hong Kong", "Kowloon//", ["Kowloon", "HONG KONG"]),
        ("Japan", "Chiyoda/Tokyo/100-0001", ["1 Main St, Chiyoda, Tokyo", "100-0001", "JAPAN"]),
        ("Atlantis", "Old Town/West/77", ["77 Old Town", "West", "Atlantis"]),
    ],
)
def test_each_country_has_its_order(country: str, parts: str, lines: list[str]) -> None:
    city, region, postal_code = parts.split("/")
    told = STREET | {"city": city, "region": region, "postal_code": postal_code, "country": country}
    laid = address_lines(told)
    assert laid[0] == "Buyer"
    assert laid[-len(lines) :] == lines


def test_letters_of_the_country_have_the_order_of_the_country() -> None:
    told = {"name": "株式会社テスト", "street": "丸の内1-1", "city": "千代田区", "region": "東京都"}
    lines = address_lines(told | {"postal_code": "100-0005", "country": "日本"})
    assert lines == ["〒100-0005", "東京都千代田区", "丸の内1-1", "株式会社テスト", "JAPAN"]


def test_no_country_stands_inland_and_each_reader_has_its_name() -> None:
    told = STREET | {"city": "Arosa", "postal_code": "7050", "country": "Schweiz"}
    assert address_lines(told, home="Switzerland") == ["Buyer", "1 Main St", "7050 Arosa"]
    assert address_lines(told, locale="fr")[-1] == "SUISSE"


def test_the_clients_name_stands_in_and_empty_parts_leave_no_line() -> None:
    assert address_lines({"country": "Norway"}, name="Buyer AS") == ["Buyer AS", "NORWAY"]
    assert address_lines({}) == []
