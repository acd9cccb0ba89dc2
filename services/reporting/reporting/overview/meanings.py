"""What the figures of the dashboard are called and what each of them counts: said once, for every surface."""

from collections.abc import Mapping
from dataclasses import dataclass

from reporting.overview.schemas import TileKey


@dataclass(frozen=True)
class Meaning:
    """A figure's name, and a sentence that defines it."""

    name: str
    sentence: str


MEANINGS: Mapping[TileKey, Meaning] = {
    "sales_placed": Meaning(
        "Sales",
        "Net of the orders placed in the period, less what was cancelled in it, without freight and tax.",
    ),
    "orders_placed": Meaning(
        "Orders placed", "Orders placed in the period, less those cancelled whole in it, in every currency."
    ),
    "open_orders": Meaning(
        "Open orders", "Net of the orders that are placed and not yet shipped whole, as of now."
    ),
    "quotes_sent": Meaning(
        "Quotes sent", "Quotes whose present revision was sent in the period, in every currency."
    ),
    "quotes_accepted": Meaning("Quotes accepted", "Quotes accepted in the period, in every currency."),
    "hit_rate": Meaning(
        "Hit rate", "Of the quotes decided in the period, accepted, declined or expired, the share accepted."
    ),
    "invoiced": Meaning("Invoiced", "Gross of the invoices issued in the period."),
    "receivables": Meaning("Receivables", "What is still owed on invoices, as of now."),
}
