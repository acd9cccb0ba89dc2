"""Quantities fit their units."""

from decimal import Decimal

import pytest

from chassis.errors import Refused
from kernel.units import check_quantity


@pytest.mark.parametrize(
    ("quantity", "unit", "defined"),
    [
        ("3.0000", "pcs", None),
        ("1E+3", "pcs", 0),
        ("1.25", "h", None),
        ("0.125", "kg", None),
        ("1.5", "pcs", 1),
    ],
)
def test_a_quantity_that_fits_passes(quantity: str, unit: str, defined: int | None) -> None:
    check_quantity(Decimal(quantity), unit, defined)


@pytest.mark.parametrize(
    ("quantity", "unit", "defined", "said"),
    [
        ("1.5", "pcs", None, "whole numbers"),
        ("1.125", "h", None, "2 decimals"),
        ("0.25", "cask", 1, "1 decimal "),
    ],
)
def test_one_that_does_not_fit_is_told_what_would(
    quantity: str, unit: str, defined: int | None, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        check_quantity(Decimal(quantity), unit, defined)


def test_a_unit_of_old_that_nobody_defined_takes_four_decimals() -> None:
    check_quantity(Decimal("1.2345"), "bushel", None)
