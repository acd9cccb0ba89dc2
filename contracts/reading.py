"""Which permission opens fields that not everybody may read who reads the document they stand in.

Where a document is shown, fields of these names are left out for all others, at any depth. Whole events are
opened by their stream's permission.
"""

from collections.abc import Mapping

PRICE_LIMITS = "prices.limits"
ORDER_PRICES = "orders.prices"

OPENED_BY: Mapping[str, frozenset[str]] = {
    PRICE_LIMITS: frozenset({"floor", "max_discount"}),
    "catalog.cost": frozenset({"cost"}),
}
