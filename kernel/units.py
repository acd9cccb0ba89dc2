"""Units of measure as catalog defines them, and the one check that a quantity fits its unit."""

from decimal import Decimal

from sqlalchemy import Integer, Label, literal_column

from chassis.errors import Refused
from chassis.language import _, ngettext
from chassis.number_formats import count
from contracts import units
from contracts.catalog import UnitDefined
from kernel.registers import Register

UNITS = Register("unit_copy", UnitDefined, code="unit")


# beside a product that is joined with its unit: null in a unit that is not known
DECIMALS: Label[int] = literal_column("(unit_copy.entry ->> 'decimals')::integer", Integer).label(
    "unit_decimals"
)


def check_quantity(quantity: Decimal, unit: str, defined: int | None) -> None:
    """Raise Refused for a quantity with more decimals than its unit has."""
    decimals = units.decimals(unit, defined)
    if not units.fits(quantity, decimals):
        allowed = (
            ngettext("%(n)s decimal at most", "%(n)s decimals at most", decimals)
            if decimals
            else _("whole numbers only")
        )
        raise Refused(
            _(
                "%(quantity)s %(unit)s cannot be: quantities in %(unit)s are %(allowed)s.",
                quantity=count(quantity),
                unit=unit,
                allowed=allowed,
            ),
            slug="quantity-decimals",
        )
