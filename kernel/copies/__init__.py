"""Copies of others' aggregates as tables of columns: parties, products, price lists, teams.

Each is declared once: columns, migration, projection and reader. A service makes its own among its tables and
says which columns it needs; registers of a few entries are in ``kernel.registers``.
"""

from kernel.copies.copy_projections import remembered
from kernel.copies.parties import Parties, PartyLanguages, party_copy
from kernel.copies.price_lists import PriceLists
from kernel.copies.products import Products, product_copy
from kernel.copies.teams import Teams

__all__ = [
    "Parties",
    "PartyLanguages",
    "PriceLists",
    "Products",
    "Teams",
    "party_copy",
    "product_copy",
    "remembered",
]
