"""What one shipment or performance is worth: its share of the order's money; all add up to the cent.

Nets and freight are cumulative shares; freight goes with the lines that carry it. Tax is each invoice's own;
what the parts round otherwise than the whole stands as rounding on the last, and where they would exceed it.
"""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from contracts import money
from contracts.orders import InvoiceLine
from contracts.values import LineItem, TaxPolicy, Totals
from orders import earlier
from orders.ledger import NOTHING, Ledger, Line

# what an invoice says of a line as the order does; its quantity and net are shares
AS_ORDERED = InvoiceLine.model_fields.keys() & LineItem.model_fields.keys() - {"quantity", "net"}


def to_invoice(
    lines: Ledger, left: Mapping[UUID, Decimal], ordered: Totals, charged: Decimal
) -> tuple[tuple[InvoiceLine, ...], Totals]:
    """Invoice lines and totals of a shipment or performance; ``lines`` stand after it.

    ``left`` is what left or was performed by line, ``ordered`` are the order's totals, ``charged`` is the
    gross of all before.
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
    freight = _freight(lines, {}, ordered)
    part = freight - _freight(lines, left, ordered)
    totals = money.totals(invoice_lines, part, currency, ordered.policy, ordered.freight_tax)
    shipped = [_sold(line, net) for net, line in zip(after, lines, strict=True) if line.shipped]
    whole = money.totals(shipped, freight, currency, ordered.policy, ordered.freight_tax)
    if rounding := _rounding(totals.gross, charged, min(whole.gross, ordered.gross), last=lines.nothing_open):
        totals = totals.model_copy(update={"rounding": rounding, "gross": totals.gross + rounding})
    return invoice_lines, totals


def delivered_net(lines: Ledger, currency: str) -> Decimal:
    """Net of all that was shipped or performed: that of all triggers so far."""
    return sum((_net(line, line.shipped, currency) for line in lines), money.rounded(NOTHING, currency))


def _rounding(part: Decimal, charged: Decimal, whole: Decimal, *, last: bool) -> Decimal:
    """What the part is charged beside its sums, so that all so far never come to more than their ``whole``.

    The last brings them to it. No part is less than nothing.
    """
    off = whole - charged - part
    return max(off if last else min(off, NOTHING), -part)


def _freight(lines: Ledger, back: Mapping[UUID, Decimal], ordered: Totals) -> Decimal:
    """The freight of what shipped before ``back``; whole at once where nothing that carries it costs."""
    carrying = {item.line_id for item in money.carriers([line.item for line in lines], ordered.policy)}
    carriers = [line for line in lines if line.line_id in carrying]
    gone = [line.shipped - back.get(line.line_id, NOTHING) for line in carriers]
    whole = sum((line.item.net for line in carriers), NOTHING)
    if not whole:
        return ordered.freight if any(gone) else NOTHING
    nets = (_net(line, shipped, ordered.currency) for line, shipped in zip(carriers, gone, strict=True))
    return money.share(ordered.freight, sum(nets, NOTHING), whole, ordered.currency)


def _net(line: Line, shipped: Decimal, currency: str) -> Decimal:
    return money.share(line.item.net, shipped, line.ordered, currency)


def _sold(line: Line, net: Decimal) -> money.Sold:
    return money.Sold(net, line.item.tax_rate, line.item.kind)


def _invoice_line(line: Line, quantity: Decimal, net: Decimal) -> InvoiceLine:
    item = line.item
    same = {name: getattr(item, name) for name in AS_ORDERED}
    return InvoiceLine(**same, quantity=quantity, unit=item.quantity.unit, net=net)
