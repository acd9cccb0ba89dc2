"""The sections of the product in the order of the sidebar, each with the title that it stands under.

A section is one line here and a folder beside this file.
"""

from importlib import import_module

from web.section import Section, Sections

ORDER = (
    ("Sales", "dashboard"),
    ("Sales", "quotes"),
    ("Sales", "orders"),
    ("Sales", "tickets"),
    ("Reports", "reports"),
    ("Customers", "parties"),
    ("Catalog", "products"),
    ("Catalog", "price_lists"),
    ("Fulfillment", "fulfillment"),
    ("Accounting", "invoices"),
    ("Accounting", "payment_terms"),
    ("Accounting", "tax_treatments"),
    ("Accounting", "currencies"),
    ("Company", "company"),
    ("Company", "people"),
    ("Everywhere", "trace"),
)


def _section(name: str) -> Section:
    section: Section = import_module(f"{__name__}.{name}.section").SECTION
    return section


SECTIONS = Sections(tuple((title, _section(name)) for title, name in ORDER))
