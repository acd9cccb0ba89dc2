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
    rates = [line.item.tax_rate for line in lines]
    tax = _tax(after, rates, currency) - _tax(before, rates, currency)
    net = sum(after, money.rounded(NOTHING, currency)) - sum(before)
    is_first = not any(line.shipped - left.get(line.line_id, NOTHING) for line in lines)
    freight = money.rounded(ordered.freight if is_first else NOTHING, currency)
    return Totals(net=net, freight=freight, tax=tax, gross=net + freight + tax, currency=currency)


def _tax(nets: Sequence[Decimal], rates: Sequence[Decimal], currency: str) -> Decimal:
    rows = money.taxed(zip(nets, rates, strict=True), NOTHING, currency)
    return sum((row.tax for row in rows), money.rounded(NOTHING, currency))
