"""Copies of others' facts: products, units, the company's profile, colleagues, clients' languages."""

from fulfillment.models.stock import LANGUAGES, PRODUCTS
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import remembered
from kernel.units import UNITS

project = remembered(COLLEAGUES, COMPANY, LANGUAGES, UNITS, PRODUCTS)
