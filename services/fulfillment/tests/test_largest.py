"""An order of a thousand lines is reserved, made and shipped like any other."""

import pytest
from warehouse import Warehouse, line

from contracts.fulfillment import JobOrderRequested, ShipmentDispatched
from contracts.values import Supply
from fulfillment.models.delivery import MOST_SERIAL_NUMBERS

MOST_LINES = 1000
pytestmark = pytest.mark.timeout(300)


async def test_a_thousand_lines_in_stock_leave_in_one_shipment(warehouse: Warehouse) -> None:
    sold = await warehouse.product(stock=5 * MOST_LINES)
    order = await warehouse.release(*(line(sold, 5, position) for position in range(1, MOST_LINES + 1)))
    assert set(await warehouse.reserved(order)) == {5}
    answer = await warehouse.dispatch(order, lines=[{"line_id": str(one.line_id)} for one in order.lines])
    assert answer.status_code == 200, answer.text[:300]
    (left,) = await warehouse.stage.said(ShipmentDispatched, order_id=order.order_id)
    assert len(left.lines) == MOST_LINES


async def test_a_thousand_lines_without_stock_are_asked_of_production(warehouse: Warehouse) -> None:
    made = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(*(line(made, 1, position) for position in range(1, MOST_LINES + 1)))
    assert len(await warehouse.stage.said(JobOrderRequested, order_id=order.order_id)) == MOST_LINES


async def test_as_many_serial_numbers_as_are_allowed_are_made_and_leave(warehouse: Warehouse) -> None:
    made = await warehouse.product(supply=Supply.MAKE)
    order = await warehouse.release(line(made, 10_000))
    job = await warehouse.open_supply("job-orders", order)
    numbers = [f"{number:050d}" for number in range(10_000)]
    done = await warehouse.finish("job-orders", "complete", job["id"], job["version"], serial_numbers=numbers)
    assert done.status_code == 200, done.text[:300]
    line_id = str(order.lines[0].line_id)
    leaving = {"line_id": line_id, "quantity": str(MOST_SERIAL_NUMBERS)}
    answer = await warehouse.dispatch(
        order, lines=[leaving | {"serial_numbers": numbers[:MOST_SERIAL_NUMBERS]}]
    )
    assert answer.status_code == 200, answer.text[:300]
