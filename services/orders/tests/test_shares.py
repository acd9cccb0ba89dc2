"""Money and quantities under any sequence of shipments, cancellations and invoices."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order_samples import DAY, dispatched, issued, item, released

from chassis.errors import Conflict
from contracts import money
from contracts.orders import OrderReadyToInvoice
from contracts.values import TaxPolicy
from orders.ledger import Line
from orders.models import Order
from orders.process import Status

quantities = st.decimals("0.5", "20", places=1)
prices = st.decimals("0.01", "999.999999", places=6)
rates = st.sampled_from(["0", "0.07", "0.19", "0.25"])
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def orders(draw: st.DrawFn) -> Order:
    currency = draw(CURRENCIES)
    items = [
        item(n, str(draw(quantities)), str(draw(prices)), tax_rate=draw(rates), currency=currency)
        for n in range(1, draw(st.integers(1, 4)) + 1)
    ]
    return released(*items, freight=str(draw(st.decimals("0", "50", places=2))), currency=currency)


def keeps_its_ledger(line: Line) -> bool:
    return 0 <= line.invoiced <= line.shipped <= line.released <= line.ordered - line.cancelled


def added(triggers: list[OrderReadyToInvoice], name: str) -> Decimal:
    return sum((getattr(trigger.totals, name) for trigger in triggers), Decimal(0))


def own_tax(trigger: OrderReadyToInvoice, currency: str) -> Decimal:
    """The invoice's tax as a validator takes it: what the invoice charges at each rate, taxed by itself."""
    lines = [(line.net, line.tax_rate) for line in trigger.lines]
    return money.totals(lines, trigger.totals.freight, currency).tax


def ship_some(made: Order, data: st.DataObject) -> list[OrderReadyToInvoice]:
    """The trigger of a random shipment; none when it carried nothing, which is refused."""
    left = []
    for line in made.lines:
        part = data.draw(st.integers(0, 10))
        if part and line.open:
            left.append((line.item, str((line.open * part / 10).quantize(Decimal("0.0001")))))
    if not any(Decimal(quantity) for _, quantity in left):
        with pytest.raises(Conflict, match="carries nothing"):
            made.ship(dispatched(made.id, *left))
        return []
    return [made.ship(dispatched(made.id, *left))[1]]


@settings(deadline=None, max_examples=150)
@given(orders(), st.data())
def test_triggers_add_up_to_the_order_to_the_cent(made: Order, data: st.DataObject) -> None:
    triggers = [ready for _ in range(data.draw(st.integers(0, 4))) for ready in ship_some(made, data)]
    rest = [(line.item, str(line.open)) for line in made.lines if line.open]
    if rest:
        triggers.append(made.ship(dispatched(made.id, *rest))[1])
    for name in ("net", "freight", "gross"):
        assert added(triggers, name) == getattr(made.totals, name)
    assert added(triggers, "tax") + added(triggers, "rounding") == made.totals.tax
    assert all(t.totals.tax == own_tax(t, made.currency) for t in triggers)
    assert all(t.totals.rounding == 0 for t in triggers[:-1])
    assert all(line.net >= 0 for trigger in triggers for line in trigger.lines)
    assert all(t.totals.net == sum(line.net for line in t.lines) for t in triggers)


@settings(deadline=None, max_examples=150)
@given(orders(), st.data())
def test_an_order_from_before_freight_was_taxed_adds_up_as_agreed(made: Order, data: st.DataObject) -> None:
    items = [line.item for line in made.lines]
    tax = sum(row.tax for row in money.taxed(((i.net, i.tax_rate) for i in items), Decimal(0), made.currency))
    gross = made.totals.net + made.totals.freight + tax
    old = {"tax": tax, "gross": gross, "policy": TaxPolicy.LINES}
    made.take_totals(made.totals.model_copy(update=old))
    triggers = [ready for _ in range(data.draw(st.integers(0, 4))) for ready in ship_some(made, data)]
    rest = [(line.item, str(line.open)) for line in made.lines if line.open]
    if rest:
        triggers.append(made.ship(dispatched(made.id, *rest))[1])
    assert all(
        added(triggers, name) == getattr(made.totals, name) for name in ("net", "freight", "tax", "gross")
    )


def test_freight_goes_with_the_goods_and_not_with_the_first_parcel() -> None:
    sensor = item(1, "4", "25", tax_rate="0.19")
    made = released(sensor, freight="10", currency="EUR")
    parts = [made.ship(dispatched(made.id, (sensor, quantity)))[1].totals for quantity in ("1", "2", "1")]
    assert [part.freight for part in parts] == [Decimal("2.50"), Decimal("5.00"), Decimal("2.50")]
    assert [part.tax for part in parts] == [Decimal("5.23"), Decimal("10.45"), Decimal("5.23")]
    assert [part.rounding for part in parts] == [0, 0, Decimal("-0.01")]
    assert sum(part.gross for part in parts) == made.totals.gross == Decimal("130.90")


@settings(deadline=None, max_examples=150)
@given(orders(), st.data())
def test_any_sequence_of_facts_keeps_the_ledger(made: Order, data: st.DataObject) -> None:
    waiting: list[OrderReadyToInvoice] = []
    for step in data.draw(st.lists(st.sampled_from(["ship", "invoice", "cancel", "late"]), max_size=12)):
        if step == "ship" and any(line.open for line in made.lines):
            waiting += ship_some(made, data)
        elif step == "invoice" and waiting:
            made.invoice(issued(waiting.pop(data.draw(st.integers(0, len(waiting) - 1)))))
        elif step == "cancel" and made.status in (Status.RELEASED, Status.PARTIALLY_SHIPPED):
            made.cancel(DAY, "changed mind")
        elif step == "late" and made.status == Status.CANCELLED:
            line = made.lines[0]
            waiting.append(made.ship(dispatched(made.id, (line.item, str(line.cancelled))))[1])
        assert all(keeps_its_ledger(line) for line in made.lines)
    while waiting:
        made.invoice(issued(waiting.pop()))
    shipped_whole = not any(line.open for line in made.lines) and made.lines.any_shipped
    assert shipped_whole == (made.status == Status.INVOICED)
