"""The sections of the product in the order of the sidebar, each with the title that it stands under.

A section is one line here and a folder beside this file.
"""

from importlib import import_module

from chassis.language import N_
from web.section import Section, Sections

ORDER = (
    (N_("Sales"), "dashboard"),
    (N_("Sales"), "quotes"),
    (N_("Sales"), "orders"),
    (N_("Sales"), "tickets"),
    (N_("Reports"), "reports"),
    (N_("Customers"), "parties"),
    (N_("Catalog"), "products"),
    (N_("Catalog"), "price_lists"),
    (N_("Fulfillment"), "fulfillment"),
    (N_("Accounting"), "invoices"),
    (N_("Accounting"), "payment_terms"),
    (N_("Accounting"), "tax_treatments"),
    (N_("Accounting"), "currencies"),
    (N_("Company"), "company"),
    (N_("Company"), "people"),
    (N_("Everywhere"), "trace"),
)


def _section(name: str) -> Section:
    section: Section = import_module(f"{__name__}.{name}.section").SECTION
    return section


SECTIONS = Sections(tuple((title, _section(name)) for title, name in ORDER))
