"""Pricing: what is asked for and what is offered become the lines of a document. Pure functions.

``offers`` → ``policy`` (one price) → ``terms``, ``lines`` (all lines) → ``preview`` (the same, none refused).
What is offered is read from a service's copies of products and price lists.
"""

from kernel.pricing.conditions import Line, Terms, products_of
from kernel.pricing.lines import all_made
from kernel.pricing.offers import Offer, Offered, Product
from kernel.pricing.preview import previewed
from kernel.pricing.previews import Preview
from kernel.pricing.refusals import check_amount
from kernel.pricing.requests import AskedLine, Lines, PreviewRequest

__all__ = [
    "AskedLine",
    "Line",
    "Lines",
    "Offer",
    "Offered",
    "Preview",
    "PreviewRequest",
    "Product",
    "Terms",
    "all_made",
    "check_amount",
    "previewed",
    "products_of",
]
