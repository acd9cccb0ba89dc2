"""Copies of others' facts: products and units from catalog, the company's profile. Replay at will."""

from fulfillment.models.stock import PRODUCTS
from kernel.company import COMPANY
from kernel.copies import remembered
from kernel.units import UNITS

project = remembered(COMPANY, UNITS, PRODUCTS)
