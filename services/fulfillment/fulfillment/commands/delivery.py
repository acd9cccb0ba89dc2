"""Goods leave the house, and arrive."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from chassis.errors import Conflict, NotFound, Refused
from chassis.language import _
from chassis.work import Work, load, next_from_sequence, numbered, save
from contracts.catalog import UnitDefined
from contracts.event import new_id
from contracts.text import folded
from contracts.values import ShippedLine
from fulfillment import backlog, stockroom
from fulfillment.deliveries import lines_of, products_of
from fulfillment.models.delivery import DeliveryOrder, Line, everything_reserved
from fulfillment.models.shipments import Shipment, shipment_from_row, shipment_table, sold_unit
from fulfillment.models.stock import StockItem
from fulfillment.schemas import Deliver, Dispatch, DispatchedLine
from fulfillment.settings import Settings
from kernel.units import UNITS, check_quantity


async def dispatch(work: Work, id: UUID, asked: Dispatch) -> tuple[DeliveryOrder, Shipment]:
    """Send a shipment: the asked lines, or all that is reserved."""
    items = await stockroom.locked(work, products_of(id))
    order = await load(work, DeliveryOrder, id)
    order.lines = await lines_of(work, id)
    shipment = await _shipment(work, order, asked)
    assert isinstance(work.settings, Settings)
    dispatched = order.dispatch(shipment, serials_required=work.settings.serials_required)
    work.publish(order, dispatched)
    _leave(work, order, shipment, items)
    await stockroom.store(work, items.values())
    await backlog.store_lines(work, [order.line(leaving.line_id) for leaving in shipment.lines])
    await work.execute(insert(shipment_table).inline(), dict(vars(shipment)))
    await _register_units(work, order, shipment)
    await save(work, order)
    return order, shipment


async def deliver(work: Work, shipment_id: UUID, asked: Deliver) -> tuple[DeliveryOrder, Shipment]:
    """The client has the shipment's goods."""
    statement = select(shipment_table).where(shipment_table.c.id == shipment_id)
    found = (await work.execute(statement)).mappings().one_or_none()
    if found is None:
        raise NotFound(_("There is no shipment %(shipment_id)s.", shipment_id=shipment_id))
    order = await load(work, DeliveryOrder, found["delivery_order_id"])
    # read again: somebody may have delivered it while the lock was waited for
    shipment = shipment_from_row((await work.execute(statement)).mappings().one())
    on = await work.outside_date(asked.on)
    work.publish(order, order.deliver(shipment, on, asked.received_by))
    await work.execute(
        update(shipment_table)
        .where(shipment_table.c.id == shipment_id)
        .values(delivered_on=shipment.delivered_on, received_by=shipment.received_by)
    )
    await save(work, order)
    return order, shipment


async def _shipment(work: Work, order: DeliveryOrder, asked: Dispatch) -> Shipment:
    on = await work.step_date(asked.on)
    lines = (
        everything_reserved(order.lines) if asked.lines is None else await _asked(work, order, asked.lines)
    )
    if not lines and order.is_open:
        raise Conflict(
            _("Nothing of %(number)s is reserved yet: it waits for stock.", number=order.number),
            slug="nothing-reserved",
        )
    return Shipment(
        id=new_id(),
        number=numbered("SH", on.year, await next_from_sequence(work, "shipment_number")),
        delivery_order_id=order.id,
        order_id=order.order_id,
        order_number=order.order_number,
        client_id=order.client_id,
        client_name=order.client_name,
        owner_id=order.owner_id,
        dispatched_on=on,
        carrier=asked.carrier,
        vehicle=asked.vehicle,
        tracking=asked.tracking,
        lines=lines,
    )


async def _asked(
    work: Work, order: DeliveryOrder, asked: Sequence[DispatchedLine]
) -> tuple[ShippedLine, ...]:
    if len({line.line_id for line in asked}) != len(asked):
        raise Refused(_("Name each line once."), slug="line-twice")
    units = await UNITS.entries(work)
    for index, line in enumerate(asked):
        _check_part(order.line(line.line_id), line.quantity, units, f"/lines/{index}/quantity")
    return tuple(_leaving(order, line) for line in asked)


def _check_part(line: Line, quantity: Decimal | None, units: Mapping[str, UnitDefined], pointer: str) -> None:
    """A part fits its unit; all that is reserved may leave, however it was once ordered."""
    if quantity is None or quantity == line.reserved:
        return
    defined = units.get(line.unit)
    try:
        check_quantity(quantity, line.unit, None if defined is None else defined.decimals)
    except Refused as refusal:
        refusal.errors = [{"pointer": pointer, "detail": refusal.detail}]
        raise


def _leaving(order: DeliveryOrder, asked: DispatchedLine) -> ShippedLine:
    line = order.line(asked.line_id)
    return ShippedLine(
        line_id=line.line_id,
        product_id=line.product_id,
        quantity=line.reserved if asked.quantity is None else asked.quantity,
        serial_numbers=tuple(asked.serial_numbers),
    )


def _leave(work: Work, order: DeliveryOrder, shipment: Shipment, items: dict[UUID, StockItem]) -> None:
    for leaving in sorted(shipment.lines, key=lambda line: line.product_id):
        if order.line(leaving.line_id).stocked:
            item = items[leaving.product_id]
            work.publish(item, item.ship(leaving.quantity, shipment.id), deal=order.correlation_id)


async def _register_units(work: Work, order: DeliveryOrder, shipment: Shipment) -> None:
    rows = [
        _unit(order, shipment, line, serial_number)
        for line in sorted(shipment.lines, key=lambda line: line.product_id)
        for serial_number in sorted(line.serial_numbers)
    ]
    if not rows:
        return
    statement = upsert(sold_unit).values(rows).on_conflict_do_nothing().returning(sold_unit.c.id)
    stored = set((await work.execute(statement)).scalars())
    taken = [str(row["serial_number"]) for row in rows if row["id"] not in stored]
    if taken:
        raise Refused(
            _("Sold already: %(taken)s. Check the serial numbers on the units.", taken=", ".join(taken[:10])),
            slug="serial-number-taken",
        )


def _unit(
    order: DeliveryOrder, shipment: Shipment, leaving: ShippedLine, serial_number: str
) -> dict[str, object]:
    line = order.line(leaving.line_id)
    shared = ("order_id", "order_number", "client_id", "client_name", "owner_id")
    return {name: getattr(order, name) for name in shared} | {
        "id": new_id(),
        "product_id": line.product_id,
        "serial_number": serial_number,
        "alike": folded(serial_number),
        "product_number": line.number,
        "product_name": line.name,
        "line_id": line.line_id,
        "shipment_id": shipment.id,
        "shipment_number": shipment.number,
        "shipped_on": shipment.dispatched_on,
    }
