"""What one shipment is worth: its share of the order's money, so that all shipments add up to the cent.

Each amount is the cumulative share after the shipment minus the one before it; freight goes whole
with the first shipment.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from contracts import money
from contracts.orders import InvoiceLine
from contracts.values import Totals
from orders.ledger import NOTHING, Line


def to_invoice(
    lines: Sequence[Line], left: Mapping[UUID, Decimal], freight: Decimal, currency: str
) -> tuple[tuple[InvoiceLine, ...], Totals]:
    """Invoice lines and totals of a shipment; ``lines`` stand after it, ``left`` is what left by line."""
    before = {line.line_id: line.shipped - left.get(line.line_id, NOTHING) for line in lines}
    nets_before = [_net(line, before[line.line_id], currency) for line in lines]
    nets_after = [_net(line, line.shipped, currency) for line in lines]
    shares = [after - earlier for after, earlier in zip(nets_after, nets_before, strict=True)]
    rates = [line.item.tax_rate for line in lines]
    tax_before = money.tax(zip(nets_before, rates, strict=True), currency)
    tax_after = money.tax(zip(nets_after, rates, strict=True), currency)
    invoice_lines = tuple(
        _invoice_line(line, left[line.line_id], share)
        for line, share in zip(lines, shares, strict=True)
        if line.line_id in left
    )
    net = sum(shares, money.rounded(NOTHING, currency))
    tax = tax_after - tax_before
    carriage = money.rounded(NOTHING if any(before.values()) else freight, currency)
    totals = Totals(net=net, freight=carriage, tax=tax, gross=net + carriage + tax, currency=currency)
    return invoice_lines, totals


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
