"""Orders from before freight was taxed: their shipments add up to the totals that were agreed then."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from contracts import money
from contracts.values import Totals
from orders.ledger import NOTHING, Line


def totals(
    lines: Sequence[Line],
    left: Mapping[UUID, Decimal],
    before: Sequence[Decimal],
    after: Sequence[Decimal],
    ordered: Totals,
) -> Totals:
    """Cumulative shares of the tax by rate; freight goes whole with the first shipment, untaxed."""
    currency = ordered.currency
    tax = _tax(lines, after, currency) - _tax(lines, before, currency)
    net = sum(after, money.rounded(NOTHING, currency)) - sum(before)
    is_first = not any(line.shipped - left.get(line.line_id, NOTHING) for line in lines)
    freight = money.rounded(ordered.freight if is_first else NOTHING, currency)
    return Totals(net=net, freight=freight, tax=tax, gross=net + freight + tax, currency=currency)


def _tax(lines: Sequence[Line], nets: Sequence[Decimal], currency: str) -> Decimal:
    items = [line.item for line in lines]
    sold = [money.Sold(net, item.tax_rate, item.kind) for net, item in zip(nets, items, strict=True)]
    rows = money.taxed(sold, NOTHING, currency)
    return sum((row.tax for row in rows), money.rounded(NOTHING, currency))
