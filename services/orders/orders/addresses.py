"""An address on one line."""

from contracts.values import Address


def one_line(address: Address) -> str:
    """The address as a list shows and searches it."""
    town = f"{address.postal_code} {address.city}".strip()
    parts = (address.name, address.street, town, address.region, address.country)
    return ", ".join(part for part in parts if part)
