"""The lists of the product, by area."""
