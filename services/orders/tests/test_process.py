"""Which fact does what in which state, and the rules of the seller's steps."""

import re
from datetime import date

import pytest
from order_samples import DAY, dispatched, granted, issued, item, order, performed, refused, released

from chassis.errors import Conflict, Refused
from contracts.billing import PaymentReceived
from contracts.event import Event
from contracts.orders import OrderCleared, OrderHeld, SlipCause
from contracts.values import ItemKind, Quantity
from orders import process
from orders.models import Order
from orders.process import STEPS, Status, Step, step

CELLS = {
    "–": Step.IGNORE,
    "never": Step.REFUSE,
    "clear": Step.CLEAR,
    "hold": Step.HOLD,
    "ship": Step.SHIP,
    "ship (late)": Step.SHIP,
    "perform": Step.PERFORM,
    "perform (late)": Step.PERFORM,
    "invoice": Step.INVOICE,
    "settle": Step.SETTLE,
}


def documented() -> dict[tuple[Status, str], Step]:
    """The cells of both tables."""
    cells: dict[tuple[Status, str], Step] = {}
    events: list[str] = []
    for line in (process.__doc__ or "").splitlines():
        if not re.match(r"\| +[a-z]", line):
            continue
        first, *rest = (cell.strip() for cell in line.strip("|").split("|"))
        if first.startswith("state"):
            events = rest
        else:
            cells |= {(Status(first), e): CELLS[cell] for e, cell in zip(events, rest, strict=True)}
    return cells


@pytest.mark.parametrize("event", STEPS, ids=lambda event: event.__name__)
@pytest.mark.parametrize("status", Status)
def test_every_cell_of_the_table_is_as_documented(status: Status, event: type[Event]) -> None:
    assert step(status, event) is documented()[status, event.__name__]


def test_placing_promises_the_initial_ship_date_for_ever() -> None:
    made = order()
    placed = made.place(DAY, ())
    made.move_ship_date(date(2026, 5, 1), SlipCause.PRODUCTION, "")
    assert placed.estimated_ship_date == date(2026, 3, 16)
    assert (made.initial_ship_date, made.estimated_ship_date) == (date(2026, 3, 16), date(2026, 5, 1))


def test_placing_names_every_field_that_is_missing() -> None:
    made = order(terms="", project="", lead_time_days=None)
    made.lines.clear()
    with pytest.raises(Refused) as caught:
        made.place(DAY, ("terms", "project", "description", "lead_time_days"))
    assert [error["pointer"] for error in caught.value.errors] == [
        "/terms",
        "/project",
        "/lead_time_days",
        "/lines",
    ]


def test_a_grant_after_a_refusal_clears_the_order() -> None:
    made = order()
    made.place(DAY, ())
    assert isinstance(made.hold(refused(made.id)), OrderHeld)
    assert isinstance(made.clear(granted(made.id)), OrderCleared)
    assert made.clear(granted(made.id)) is None
    assert made.hold(refused(made.id)) is None
    assert made.credit == "granted"


def test_credit_for_a_cancelled_order_changes_nothing() -> None:
    made = order()
    made.place(DAY, ())
    made.cancel(DAY, "changed mind")
    assert made.clear(granted(made.id)) is None
    assert made.status == Status.CANCELLED


def test_an_order_is_released_only_with_credit() -> None:
    made = order()
    made.place(DAY, ())
    with pytest.raises(Conflict, match="Credit"):
        made.release(DAY)


def test_cancelling_a_part_shipped_order_leaves_it_shipped() -> None:
    made = released(item(1, "3"))
    only = made.lines[0]
    _, ready = made.ship(dispatched(made.id, (only.item, "1")))
    made.cancel(DAY, "no money")
    assert (made.status, only.cancelled, only.shipped) == (Status.SHIPPED, 2, 1)
    assert made.invoice(issued(ready)).complete
    assert made.close(DAY) is not None
    assert made.status == Status.CLOSED


def test_what_left_before_the_cancellation_was_heard_of_is_invoiced_all_the_same() -> None:
    made = released(item(1, "3", "10"))
    only = made.lines[0]
    made.cancel(DAY, "no money")
    shipped, ready = made.ship(dispatched(made.id, (only.item, "2")))
    assert (made.status, only.cancelled, only.shipped, only.open) == (Status.SHIPPED, 1, 2, 0)
    assert shipped.complete
    assert ready.totals.net == 20


def test_a_closed_order_opens_again_for_a_late_shipment() -> None:
    made = released(item(1, "3", "10"))
    only = made.lines[0]
    _, first = made.ship(dispatched(made.id, (only.item, "1")))
    made.cancel(DAY, "no money")
    made.invoice(issued(first))
    made.close(DAY)
    _, second = made.ship(dispatched(made.id, (only.item, "2")))
    assert (made.status, made.closed_on) == (Status.SHIPPED, None)
    made.invoice(issued(second))
    assert made.close(DAY) is not None


def test_more_than_was_ordered_cannot_leave() -> None:
    made = released(item(1, "3"))
    with pytest.raises(Conflict, match="only 3 of 3"):
        made.ship(dispatched(made.id, (made.lines[0].item, "4")))


def test_a_line_that_stands_twice_in_a_shipment_counts_twice() -> None:
    made = released(item(1, "3"))
    only = made.lines[0].item
    shipped, ready = made.ship(dispatched(made.id, (only, "1"), (only, "2")))
    assert shipped.complete
    assert [line.quantity for line in ready.lines] == [3]


@pytest.mark.parametrize("quantities", [[], ["0"]])
def test_a_shipment_of_nothing_is_refused_and_takes_no_freight(quantities: list[str]) -> None:
    made = released(item(1, "3", "10"), freight="10")
    only = made.lines[0].item
    with pytest.raises(Conflict, match="Nothing of order"):
        made.ship(dispatched(made.id, *((only, quantity) for quantity in quantities)))
    _, ready = made.ship(dispatched(made.id, (only, "3")))
    assert ready.totals == made.totals


def test_nothing_ships_before_the_release() -> None:
    made = order()
    made.place(DAY, ())
    with pytest.raises(Conflict, match="ShipmentDispatched"):
        made.ship(dispatched(made.id, (made.lines[0].item, "1")))


def test_goods_and_services_are_invoiced_each_when_they_are_there() -> None:
    pump, calibration = item(1, "2", "100"), item(2, "3", "10", kind=ItemKind.SERVICE)
    made = released(pump, calibration, freight="0")
    said, first = made.perform(performed(made.id, calibration, "1", on=date(2026, 3, 4)))
    assert (made.status, made.actual_ship_date, said.complete) == (Status.PARTIALLY_SHIPPED, None, False)
    shipped, second = made.ship(dispatched(made.id, (pump, "2"), on=date(2026, 3, 5)))
    assert (made.status, shipped.complete) == (Status.PARTIALLY_SHIPPED, False)
    rest, third = made.perform(performed(made.id, calibration, "2", on=date(2026, 3, 9)))
    assert (made.status, rest.complete) == (Status.SHIPPED, True)
    assert (made.actual_ship_date, made.to_be_invoiced_on) == (date(2026, 3, 5), date(2026, 3, 9))
    assert [t.totals.net for t in (first, second, third)] == [10, 200, 20]
    for trigger in (first, second, third):
        made.invoice(issued(trigger))
    assert made.close(DAY) is not None


def test_cancelling_an_order_whose_goods_left_takes_back_its_services() -> None:
    pump, calibration = item(1, "2", "100"), item(2, "3", "10", kind=ItemKind.SERVICE)
    made = released(pump, calibration, freight="0")
    made.ship(dispatched(made.id, (pump, "2")))
    made.cancel(DAY, "no money")
    assert (made.status, made.lines[1].cancelled) == (Status.SHIPPED, 3)
    said, late = made.perform(performed(made.id, calibration, "1"))
    assert (said.complete, late.totals.net, made.lines[1].cancelled) == (True, 10, 2)


def test_no_more_is_performed_than_was_ordered_and_nothing_before_the_release() -> None:
    calibration = item(1, "3", kind=ItemKind.SERVICE)
    made = released(calibration)
    with pytest.raises(Conflict, match="only 3 of 3"):
        made.perform(performed(made.id, calibration.model_copy(update={"quantity": Quantity(value=9)}), "4"))
    early = order(calibration)
    early.place(DAY, ())
    with pytest.raises(Conflict, match="ServicePerformed"):
        early.perform(performed(early.id, calibration, "1"))


def test_an_invoice_beyond_what_shipped_is_refused() -> None:
    made = released(item(1, "3"))
    _, ready = made.ship(dispatched(made.id, (made.lines[0].item, "1")))
    made.invoice(issued(ready))
    made.status = Status.SHIPPED
    with pytest.raises(Conflict, match="exceeds"):
        made.invoice(issued(ready))


@pytest.mark.parametrize("status", set(Status) - {Status.DRAFT})
def test_only_a_draft_can_be_edited(status: Status) -> None:
    with pytest.raises(Conflict):
        order(status=status).edit()


@pytest.mark.parametrize("status", [Status.SHIPPED, Status.INVOICED, Status.CLOSED, Status.CANCELLED])
def test_what_has_shipped_whole_or_is_cancelled_cannot_be_cancelled(status: Status) -> None:
    with pytest.raises(Conflict):
        order(status=status).cancel(DAY, "")


def test_money_for_an_order_that_nothing_left_of_is_refused() -> None:
    assert step(Status.RELEASED, PaymentReceived) is Step.REFUSE


def test_the_table_covers_what_the_service_reacts_to() -> None:
    from contracts.crm import PartyRevised
    from contracts.quotes import QuoteAccepted
    from orders.reactions import react

    assert set(react.handled) - {QuoteAccepted, PartyRevised} == set(STEPS)
    assert isinstance(released(), Order)
