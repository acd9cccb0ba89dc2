"""Copies of others' facts: products and units, the company's profile, colleagues. Replay at will."""

from fulfillment.models.stock import PRODUCTS
from kernel.colleagues import COLLEAGUES
from kernel.company import COMPANY
from kernel.copies import remembered
from kernel.units import UNITS

project = remembered(COLLEAGUES, COMPANY, UNITS, PRODUCTS)
