"""What is wrong with the prices of a list that somebody wants to issue. Pure."""

from collections import Counter
from itertools import pairwise

from chassis.errors import Refused
from chassis.language import _, ngettext
from chassis.number_formats import number
from contracts.catalog import ListedPrice


def check_prices(prices: list[ListedPrice]) -> None:
    """Raise Refused with a pointer for each price that breaks a rule of its own."""
    named = Counter(price.product_id for price in prices)
    errors = [
        {"pointer": f"/prices/{place}/{field}", "detail": detail}
        for place, price in enumerate(prices)
        for field, detail in _mistakes(price, named[price.product_id])
    ]
    if errors:
        raise Refused(
            ngettext(
                "%(n)s price breaks a rule; errors says which.",
                "%(n)s prices break a rule; errors says which.",
                len(errors),
            ),
            slug="prices",
            errors=errors,
        )


def _mistakes(price: ListedPrice, times: int) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if times > 1:
        found.append(("product_id", _("the list names this product more than once")))
    quantities = [step.min_quantity for step in price.breaks]
    if any(later <= earlier for earlier, later in pairwise(quantities)):
        found.append(("breaks", _("min_quantity must rise from break to break")))
    lowest = min(step.unit_price for step in price.breaks)
    if price.floor > lowest:
        detail = _(
            "the floor %(floor)s lies above the lowest price %(lowest)s",
            floor=number(price.floor),
            lowest=number(lowest),
        )
        found.append(("floor", detail))
    return found
