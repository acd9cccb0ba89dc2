"""Who gets which units: pure functions of what is free and what is wanted.

Quantities are decimals in the product's unit; whoever stands first in the sequence is served first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

NOTHING = Decimal(0)


@dataclass(frozen=True)
class Want:
    """So many units of a product are still missing for an order line."""

    line_id: UUID
    product_id: UUID
    quantity: Decimal


def wanted_by_product(wants: Iterable[Want]) -> dict[UUID, Decimal]:
    """What all wants come to, by product, in the order in which stock is locked: sorted by id."""
    total: dict[UUID, Decimal] = {}
    for want in wants:
        total[want.product_id] = total.get(want.product_id, NOTHING) + want.quantity
    return dict(sorted(total.items()))


def allocate(free: Mapping[UUID, Decimal], wants: Sequence[Want]) -> dict[UUID, Decimal]:
    """Units granted by line, in the sequence of the wants, partially where little is left.

    Lines that get nothing are absent; no product gives more than is free.
    """
    left = dict(free)
    granted: dict[UUID, Decimal] = {}
    for want in wants:
        units = min(want.quantity, left.get(want.product_id, NOTHING))
        if units > 0:
            left[want.product_id] -= units
            granted[want.line_id] = granted.get(want.line_id, NOTHING) + units
    return granted


def still_held(held: Decimal, newest_first: Sequence[Decimal]) -> list[Decimal]:
    """How much of each reservation of a line is unshipped, when ``held`` units are.

    Shipments use up the oldest reservations first, so what is held belongs to the newest.
    """
    shares: list[Decimal] = []
    for quantity in newest_first:
        share = min(quantity, held)
        shares.append(share)
        held -= share
    return shares
