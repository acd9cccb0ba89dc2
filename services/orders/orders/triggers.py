"""What one shipment is worth: its share of the order's money, so that all shipments add up to the cent.

Nets and freight are cumulative shares. Tax is each invoice's own; what the parts round otherwise than the
whole stands as rounding on the last.
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from contracts import money
from contracts.orders import InvoiceLine
from contracts.values import TaxPolicy, Totals
from orders import earlier
from orders.ledger import NOTHING, Ledger, Line


def to_invoice(
    lines: Ledger, left: Mapping[UUID, Decimal], ordered: Totals, charged: Decimal
) -> tuple[tuple[InvoiceLine, ...], Totals]:
    """Invoice lines and totals of a shipment; ``lines`` stand after it, ``left`` is what left by line.

    ``ordered`` are the order's totals, ``charged`` is the gross of its shipments before.
    """
    currency = ordered.currency
    before = [_net(line, line.shipped - left.get(line.line_id, NOTHING), currency) for line in lines]
    after = [_net(line, line.shipped, currency) for line in lines]
    shares = [now - then for now, then in zip(after, before, strict=True)]
    invoice_lines = tuple(
        _invoice_line(line, left[line.line_id], share)
        for line, share in zip(lines, shares, strict=True)
        if line.line_id in left
    )
    if ordered.policy == TaxPolicy.LINES:
        return invoice_lines, earlier.totals(lines, left, before, after, ordered)
    freight = _freight(sum(after), ordered)
    first = not any(line.shipped - left.get(line.line_id, NOTHING) for line in lines)
    part = freight - (NOTHING if first else _freight(sum(before), ordered))
    totals = money.totals(((line.net, line.tax_rate) for line in invoice_lines), part, currency)
    if lines.nothing_open:
        shipped = [(net, line.item.tax_rate) for net, line in zip(after, lines, strict=True) if line.shipped]
        whole = money.totals(shipped, freight, currency)
        rounding = whole.gross - charged - totals.gross
        totals = totals.model_copy(update={"rounding": rounding, "gross": totals.gross + rounding})
    return invoice_lines, totals


def _freight(net: Decimal | int, ordered: Totals) -> Decimal:
    """The freight that goes with goods of this net; whole at once with goods that cost nothing."""
    if ordered.net == 0:
        return ordered.freight
    return money.share(ordered.freight, Decimal(net), ordered.net, ordered.currency)


def _net(line: Line, shipped: Decimal, currency: str) -> Decimal:
    return money.share(line.item.net, shipped, line.ordered, currency)


def _invoice_line(line: Line, quantity: Decimal, net: Decimal) -> InvoiceLine:
    item = line.item
    return InvoiceLine(
        line_id=item.line_id,
        position=item.position,
        product_id=item.product_id,
        number=item.number,
        name=item.name,
        quantity=quantity,
        unit=item.quantity.unit,
        unit_price=item.unit_price,
        discount=item.discount,
        net=net,
        tax_rate=item.tax_rate,
    )
