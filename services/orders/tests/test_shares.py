"""Money and quantities under any sequence of shipments, cancellations and invoices."""

from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from order_samples import DAY, dispatched, issued, item, performed, released

from chassis.errors import Conflict
from contracts import money
from contracts.event import new_id
from contracts.orders import OrderReadyToInvoice
from contracts.values import FreightTax, ItemKind, TaxPolicy
from orders.ledger import Line
from orders.models import Order
from orders.process import Status

quantities = st.decimals("0.5", "20", places=1)
prices = st.decimals("0.01", "999.999999", places=6)
SMALLEST = Decimal("0.0001")
rates = st.sampled_from(["0", "0.07", "0.19", "0.25"])
kinds = st.sampled_from([ItemKind.DEVICE, ItemKind.OPTION, ItemKind.SERVICE])
TREATMENTS = st.none() | st.builds(FreightTax, treatment_id=st.just(new_id()), rate=rates.map(Decimal))
POLICIES = st.sampled_from([TaxPolicy.GOODS, TaxPolicy.GOODS, TaxPolicy.WITH_GOODS])
CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])


@st.composite
def orders(draw: st.DrawFn) -> Order:
    currency = draw(CURRENCIES)
    free = draw(st.booleans()) and draw(st.booleans())  # all of it; else a line by itself may be
    items = [
        item(
            n,
            str(draw(quantities)),
            "0" if free else str(draw(st.just(Decimal(0)) | prices)),
            tax_rate=draw(rates),
            currency=currency,
            kind=draw(kinds),
        )
        for n in range(1, draw(st.integers(1, 4)) + 1)
    ]
    return released(*items, freight=str(draw(st.decimals("0", "50", places=2))), currency=currency)


def taxed_as(made: Order, policy: TaxPolicy, freight_tax: FreightTax | None) -> None:
    """The order was drafted while documents were taxed so."""
    items = [line.item for line in made.lines]
    made.take_totals(money.totals(items, made.totals.freight, made.currency, policy, freight_tax))


def keeps_its_ledger(line: Line) -> bool:
    return 0 <= line.invoiced <= line.shipped <= line.released <= line.ordered - line.cancelled


def added(triggers: list[OrderReadyToInvoice], name: str) -> Decimal:
    return sum((getattr(trigger.totals, name) for trigger in triggers), Decimal(0))


def own_tax(trigger: OrderReadyToInvoice, currency: str) -> Decimal:
    """The invoice's tax as a validator takes it: what the invoice charges at each rate, taxed by itself."""
    totals = trigger.totals
    return money.totals(trigger.lines, totals.freight, currency, totals.policy, totals.freight_tax).tax


def is_mere_rounding(triggers: list[OrderReadyToInvoice], currency: str) -> bool:
    """At most the smallest unit of the currency for each of five rates, on each invoice and on the whole."""
    most = 5 * (len(triggers) + 1)
    return abs(triggers[-1].totals.rounding) <= Decimal(most).scaleb(-money.decimals(currency))


def never_too_much(made: Order, triggers: list[OrderReadyToInvoice]) -> bool:
    """Each asks for something or nothing, and all so far for no more than was ordered."""
    parts = [trigger.totals.gross for trigger in triggers]
    return all(part >= 0 for part in parts) and all(
        so_far <= made.totals.gross for so_far in accumulate(parts)
    )


def ship_some(made: Order, data: st.DataObject) -> list[OrderReadyToInvoice]:
    """The trigger of a random shipment; none when it carried nothing, which is refused."""
    left = []
    for line in made.lines:
        part = data.draw(st.integers(0, 10))
        if part and line.open:
            left.append((line.item, str((line.open * part / 10).quantize(Decimal("0.0001")))))
    if not any(Decimal(quantity) for _, quantity in left):
        with pytest.raises(Conflict, match="Nothing of order"):
            made.ship(dispatched(made.id, *left))
        return []
    return [made.ship(dispatched(made.id, *left))[1]]


@settings(deadline=None, max_examples=150)
@given(orders(), POLICIES, TREATMENTS, st.data())
def test_triggers_add_up_to_the_order_to_the_cent(
    made: Order, policy: TaxPolicy, freight_tax: FreightTax | None, data: st.DataObject
) -> None:
    taxed_as(made, policy, freight_tax)
    triggers = [ready for _ in range(data.draw(st.integers(0, 4))) for ready in ship_some(made, data)]
    rest = [(line.item, str(line.open)) for line in made.lines if line.open]
    if rest:
        triggers.append(made.ship(dispatched(made.id, *rest))[1])
    for name in ("net", "freight", "gross"):
        assert added(triggers, name) == getattr(made.totals, name)
    assert added(triggers, "tax") + added(triggers, "rounding") == made.totals.tax
    assert all(t.totals.tax == own_tax(t, made.currency) for t in triggers)
    assert all(t.totals.rounding <= 0 for t in triggers[:-1])
    assert never_too_much(made, triggers)
    assert all((t.totals.policy, t.totals.freight_tax) == (policy, freight_tax) for t in triggers)
    assert policy != TaxPolicy.GOODS or is_mere_rounding(triggers, made.currency)
    assert all(line.net >= 0 for trigger in triggers for line in trigger.lines)
    assert all(t.totals.net == sum(line.net for line in t.lines) for t in triggers)


@settings(deadline=None, max_examples=150)
@given(orders(), st.data())
def test_an_order_from_before_freight_was_taxed_adds_up_as_agreed(made: Order, data: st.DataObject) -> None:
    items = [line.item for line in made.lines]
    tax = sum(row.tax for row in money.taxed(items, Decimal(0), made.currency))
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


@settings(deadline=None, max_examples=150)
@given(orders(), st.data())
def test_whatever_is_shipped_performed_and_cancelled_is_invoiced_once_and_whole(
    made: Order, data: st.DataObject
) -> None:
    """Lines with an odd position are goods, the others services."""
    triggers: list[OrderReadyToInvoice] = []
    for step in data.draw(st.lists(st.sampled_from(["ship", "perform", "cancel"]), max_size=8)):
        if step == "cancel" and made.status in (Status.RELEASED, Status.PARTIALLY_SHIPPED):
            made.cancel(DAY, "changed mind")
        triggers += deliver_some(made, data, services=step == "perform")
    if made.cancelled_on is None and data.draw(st.booleans()):
        triggers += [deliver(made, line, line.open) for line in made.lines if line.open]
    elif any(line.open for line in made.lines):
        made.cancel(DAY, "the rest is not wanted")
    assert len({trigger.trigger_id for trigger in triggers}) == len(triggers)
    assert all(invoiced_whole(made, line, triggers) for line in made.lines)
    assert added(triggers, "gross") == made.charged
    if made.cancelled_on is not None:  # what stands is what is invoiced, the rest was cancelled
        assert (made.net, made.gross) == (added(triggers, "net"), made.charged)
        assert (made.net + made.cancelled_net, made.gross + made.cancelled_gross) == (
            made.totals.net,
            made.totals.gross,
        )
    assert never_too_much(made, triggers)
    if not any(line.cancelled for line in made.lines):
        assert made.charged == made.totals.gross


def invoiced_whole(made: Order, line: Line, triggers: list[OrderReadyToInvoice]) -> bool:
    """Whether the triggers come to what is wanted of the line, in units and money."""
    parts = [part for trigger in triggers for part in trigger.lines if part.line_id == line.line_id]
    net = money.share(line.item.net, line.shipped, line.ordered, made.currency)
    units = sum(part.quantity for part in parts)
    return units == line.shipped == line.ordered - line.cancelled and net == sum(part.net for part in parts)


def deliver(made: Order, line: Line, quantity: Decimal) -> OrderReadyToInvoice:
    """So much of the line is shipped, or performed where it is a service."""
    if line.item.position % 2:
        return made.ship(dispatched(made.id, (line.item, str(quantity))))[1]
    return made.perform(performed(made.id, line.item, str(quantity)))[1]


def deliver_some(made: Order, data: st.DataObject, *, services: bool) -> list[OrderReadyToInvoice]:
    """A part of what is not delivered of each such line, whether it was cancelled meanwhile or not."""
    triggers = []
    for line in made.lines:
        there = ((line.ordered - line.shipped) * data.draw(st.integers(0, 10)) / 10).quantize(SMALLEST)
        if there and services == (line.item.position % 2 == 0):
            triggers.append(deliver(made, line, there))
    return triggers


def test_freight_goes_with_the_goods_and_not_with_the_first_parcel() -> None:
    sensor = item(1, "4", "25", tax_rate="0.19")
    made = released(sensor, freight="10", currency="EUR")
    parts = [made.ship(dispatched(made.id, (sensor, quantity)))[1].totals for quantity in ("1", "2", "1")]
    assert [part.freight for part in parts] == [Decimal("2.50"), Decimal("5.00"), Decimal("2.50")]
    assert [part.tax for part in parts] == [Decimal("5.23"), Decimal("10.45"), Decimal("5.23")]
    assert [part.rounding for part in parts] == [0, 0, Decimal("-0.01")]
    assert sum(part.gross for part in parts) == made.totals.gross == Decimal("130.90")


def test_parts_that_round_up_together_never_ask_for_more_than_was_ordered() -> None:
    sensor, visit = item(1, "3", "33.29", tax_rate="0.19"), item(2, "1", "0", kind=ItemKind.SERVICE)
    made = released(sensor, visit, freight="0")
    steps = [sensor, sensor, sensor, visit]
    parts = [made.ship(dispatched(made.id, (step, "1")))[1].totals for step in steps]
    assert [str(part.gross) for part in parts] == ["39.62", "39.61", "39.62", "0.00"]
    assert [part.rounding for part in parts] == [0, Decimal("-0.01"), 0, 0]
    assert sum(part.gross for part in parts) == made.totals.gross == Decimal("118.85")


def test_cheap_parts_are_charged_no_more_than_they_are_together() -> None:
    washer = item(1, "20", "0.03", tax_rate="0.19")
    made = released(washer, freight="0")
    parts = [made.ship(dispatched(made.id, (washer, "1")))[1].totals.gross for _ in range(20)]
    assert set(parts) == {Decimal("0.03"), Decimal("0.04")}
    assert sum(parts) == made.totals.gross == Decimal("0.71")


def test_an_invoice_of_services_alone_carries_no_freight_before_or_after_the_goods() -> None:
    sensor = item(1, "2", "50", tax_rate="0.19")
    training = item(2, "2", "100", tax_rate="0.07", kind=ItemKind.SERVICE)
    made = released(training, sensor, freight="10")
    assert made.totals.tax == Decimal("34.90")
    steps = ((training, "1"), (sensor, "1"), (sensor, "1"), (training, "1"))
    parts = [made.ship(dispatched(made.id, step))[1] for step in steps]
    assert [part.totals.freight for part in parts] == [0, 5, 5, 0]
    assert [part.totals.tax for part in parts] == [7, Decimal("10.45"), Decimal("10.45"), 7]
    assert [part.lines[0].kind for part in parts] == [step[0].kind for step in steps]
    assert sum(part.totals.gross for part in parts) == made.totals.gross


def test_a_fixed_rate_of_freight_holds_on_every_part_invoice() -> None:
    sensor = item(1, "3", "100", tax_rate="0.19")
    made = released(sensor, freight="10")
    taxed_as(made, TaxPolicy.GOODS, FreightTax(treatment_id=new_id(), rate=Decimal("0.07"), text="Reduced"))
    assert made.totals.tax == Decimal("57.70")
    parts = [made.ship(dispatched(made.id, (sensor, "1")))[1].totals for _ in range(3)]
    assert [part.freight for part in parts] == [Decimal("3.33"), Decimal("3.34"), Decimal("3.33")]
    assert [part.tax for part in parts] == [Decimal("19.23")] * 3
    assert [part.rounding for part in parts] == [0, 0, Decimal("0.01")]
    assert {part.freight_tax for part in parts} == {made.totals.freight_tax}


def test_free_goods_bring_the_whole_freight_when_they_leave() -> None:
    sample = item(1, "2", "0", tax_rate="0.19")
    leaflet = item(2, "1", "0", tax_rate="0.07")
    training = item(3, "1", "100", tax_rate="0.07", kind=ItemKind.SERVICE)
    made = released(sample, leaflet, training, freight="10")
    steps = ((training, "1"), (leaflet, "1"), (sample, "1"), (sample, "1"))
    parts = [made.ship(dispatched(made.id, step))[1].totals for step in steps]
    assert [part.freight for part in parts] == [0, 0, 10, 0]
    assert [part.rounding for part in parts] == [0, 0, 0, 0]
    assert sum(part.tax for part in parts) == made.totals.tax == Decimal("8.90")


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
