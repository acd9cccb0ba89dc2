"""What the figures of the dashboard are called and what each of them counts: said once, for every surface."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.language import N_, NC_
from reporting.overview.schemas import TileKey


@dataclass(frozen=True)
class Meaning:
    """A figure's name, and a sentence that defines it."""

    name: str
    sentence: str


MEANINGS: Mapping[TileKey, Meaning] = {
    "sales_placed": Meaning(
        NC_("figure", "Sales"),
        N_("Net of the orders placed in the period, less what was cancelled in it, without freight and tax."),
    ),
    "orders_placed": Meaning(
        NC_("figure", "Orders placed"),
        N_("Orders placed in the period, less those cancelled whole in it, in every currency."),
    ),
    "open_orders": Meaning(
        NC_("figure", "Open orders"),
        N_("Net of the orders that are placed and not yet shipped whole, as of now."),
    ),
    "quotes_sent": Meaning(
        NC_("figure", "Quotes sent"),
        N_("Quotes whose present revision was sent in the period, in every currency."),
    ),
    "quotes_accepted": Meaning(
        NC_("figure", "Quotes accepted"), N_("Quotes accepted in the period, in every currency.")
    ),
    "hit_rate": Meaning(
        NC_("figure", "Hit rate"),
        N_("Of the quotes decided in the period, accepted, declined or expired, the share accepted."),
    ),
    "invoiced": Meaning(NC_("figure", "Invoiced"), N_("Gross of the invoices issued in the period.")),
    "receivables": Meaning(NC_("figure", "Receivables"), N_("What is still owed on invoices, as of now.")),
}
