"""Countries, however people call them."""

import pytest

from chassis.countries import country_code, country_name


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("ALLEMAGNE", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("United Kingdom", "GB"),
        ("Österreich", "AT"),
        ("osterreich", "AT"),
        ("日本", "JP"),
        ("中国", "CN"),
        ("대한민국", "KR"),
        ("भारत", "IN"),
        ("ประเทศไทย", ""),
        ("ไทย", "TH"),
        ("Türkiye", "TR"),
        ("Hong Kong", "HK"),
        ("Viet Nam", "VN"),
        ("European Union", ""),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_a_country_is_known_by_what_people_call_it(said: str, code: str) -> None:
    assert country_code(said) == code


def test_readers_see_the_name_in_their_language() -> None:
    assert country_name("CH") == "Switzerland"
    assert country_name("CH", "de") == "Schweiz"
    assert country_name("HK") == "Hong Kong"
    assert country_name("??") == ""
