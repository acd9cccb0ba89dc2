"""Currencies are those that somebody pays with, with the decimals that ISO 4217 gives them."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts import money
from contracts.values import Currency, Totals

KINDS = TypeAdapter[str](Currency)


@pytest.mark.parametrize(
    ("code", "net"),
    [
        *((code, "100") for code in ("JPY", "XOF", "XAF", "PYG", "UGX", "VND", "KRW")),
        *((code, "100.005") for code in ("KWD", "IQD", "LYD", "TND")),
        *((code, "100.01") for code in ("EUR", "HUF", "COP", "CHF")),
    ],
)
def test_a_net_has_the_decimals_of_its_currency(code: str, net: str) -> None:
    assert str(money.line_net(Decimal(3), Decimal("33.335"), Decimal(0), code)) == net
    assert KINDS.validate_python(code) == code


@pytest.mark.parametrize("code", ["QQQ", "YHA", "XAU", "XTS", "XXX", "CHE", "CLF", "DEM", "eur", ""])
def test_what_nobody_pays_with_is_no_currency(code: str) -> None:
    with pytest.raises(ValidationError):
        KINDS.validate_python(code)


def test_an_old_document_in_an_invented_currency_stays_readable() -> None:
    read = Totals.model_validate(
        dict.fromkeys(("net", "freight", "tax", "gross"), "1.00") | {"currency": "QQQ"}
    )
    assert read.currency == "QQQ"
    assert money.decimals("QQQ") == 2
