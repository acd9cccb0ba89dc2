"""Reading fulfillment: stock, delivery orders with their shipments, what is made, bought and performed."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import bindparam, or_, select

from chassis.errors import NotFound
from chassis.language import _
from chassis.work import Work, peek
from fulfillment.deliveries import lines_of
from fulfillment.models.delivery import DeliveryOrder, delivery_line_table, delivery_order_table
from fulfillment.models.service_orders import ServiceOrder, service_performance_table
from fulfillment.models.shipments import Shipment, shipment_from_row, shipment_table
from fulfillment.models.stock import shelf
from fulfillment.models.supply import JobOrder, PurchaseRequest, Status, Supplied, job_order_table
from fulfillment.schemas import (
    DeliveryOrderView,
    JobOrderView,
    LineView,
    PerformanceView,
    PickLine,
    PickList,
    PromisedLine,
    PurchaseRequestView,
    ServiceOrderView,
    ShipmentView,
    StockView,
)
from kernel.access import person_names, scope_condition

MOST_PROMISED = 200
R = TypeVar("R", bound=Supplied | ServiceOrder)


async def stock(work: Work, product_id: UUID) -> StockView:
    """A product's units; raises NotFound when none ever came in or were asked for."""
    statement = select(shelf).where(shelf.c.id == bindparam("wanted"))
    row = (await work.execute(statement, {"wanted": product_id})).one_or_none()
    if row is None:
        raise NotFound(_("There is no stock of product %(product_id)s.", product_id=product_id))
    return StockView.model_validate(row)


_line, _order = delivery_line_table.c, delivery_order_table.c
PROMISED = (
    select(
        *(_line.line_id, _line.delivery_order_id, _line.reserved, _line.waiting),
        *(_order.order_id, _order.order_number, _order.client_id, _order.client_name, _order.due_on),
        _order.number.label("delivery_order_number"),
    )
    .join(delivery_order_table, _order.id == _line.delivery_order_id)
    .where(_line.product_id == bindparam("wanted"), or_(_line.reserved > 0, _line.waiting > 0))
    .order_by(_line.arrival, _line.position)
    .limit(MOST_PROMISED)
)


async def promised(work: Work, product_id: UUID) -> list[PromisedLine]:
    """Who holds or awaits units of the product, in the order of release, as far as the caller reaches."""
    await stock(work, product_id)
    reached = scope_condition(work.caller, work.permission, owner=_order.owner_id, client=_order.client_id)
    rows = await work.execute(PROMISED.where(reached), {"wanted": product_id})
    return [PromisedLine.model_validate(row) for row in rows]


async def delivery_order(work: Work, id: UUID) -> DeliveryOrderView:
    """One delivery order; raises NotFound when absent or out of reach."""
    return await view(work, await _delivery_order(work, id))


async def view(work: Work, order: DeliveryOrder) -> DeliveryOrderView:
    """The delivery order, whose lines were read, with its shipments."""
    c = shipment_table.c
    statement = select(shipment_table).where(c.delivery_order_id == bindparam("wanted")).order_by(c.id)
    rows = (await work.execute(statement, {"wanted": order.id})).mappings()
    shown = {
        name: getattr(order, name) for name in DeliveryOrderView.model_fields.keys() - {"lines", "shipments"}
    }
    return DeliveryOrderView(
        **shown,
        lines=[LineView.model_validate(line) for line in order.lines],
        shipments=[shipment_view(order.version, shipment_from_row(row)) for row in rows],
    )


def shipment_view(version: int, shipment: Shipment) -> ShipmentView:
    """The shipment, at its delivery order's version."""
    shown = ShipmentView.model_validate(shipment)
    shown.version = version
    return shown


async def shipment(work: Work, id: UUID) -> ShipmentView:
    """One shipment; raises NotFound when absent or out of reach."""
    statement = (
        select(shipment_table, delivery_order_table.c.version)
        .join(delivery_order_table, delivery_order_table.c.id == shipment_table.c.delivery_order_id)
        .where(shipment_table.c.id == bindparam("wanted"))
    )
    row = (await work.execute(statement, {"wanted": id})).mappings().one_or_none()
    if row is None:
        raise NotFound(_("There is no shipment %(id)s.", id=id))
    await work.reach(row["owner_id"], row["client_id"], "shipment")
    return shipment_view(row["version"], shipment_from_row(row))


async def pick_list(work: Work, id: UUID) -> PickList:
    """What to pick and pack now: all that is reserved and has not left."""
    order = await _delivery_order(work, id)
    made = await _made(work, order.order_id)
    lines = [
        PickLine(
            **{name: getattr(line, name) for name in ("line_id", "number", "name", "unit", "waiting")},
            pick=line.reserved,
            made=made.get(line.line_id, ()),
        )
        for line in order.lines
        if line.reserved > 0
    ]
    names = ("version", "number", "order_number", "client", "address", "due_on", "call_before_delivery")
    return PickList(delivery_order_id=id, lines=lines, **{name: getattr(order, name) for name in names})


async def job_order(work: Work, id: UUID) -> JobOrderView:
    """One job order; raises NotFound when absent or out of reach."""
    return JobOrderView.model_validate(await _reached(work, JobOrder, id))


async def purchase_request(work: Work, id: UUID) -> PurchaseRequestView:
    """One purchase request; raises NotFound when absent or out of reach."""
    return PurchaseRequestView.model_validate(await _reached(work, PurchaseRequest, id))


async def service_order(work: Work, id: UUID) -> ServiceOrderView:
    """One service order; raises NotFound when absent or out of reach."""
    return await service_view(work, await _reached(work, ServiceOrder, id))


_done = service_performance_table.c
PERFORMANCES = (
    select(service_performance_table).where(_done.service_order_id == bindparam("wanted")).order_by(_done.id)
)


async def service_view(work: Work, service: ServiceOrder) -> ServiceOrderView:
    """The service order with what was performed, in the order in which it was recorded."""
    rows = (await work.execute(PERFORMANCES, {"wanted": service.id})).all()
    names = await person_names(work, {row.recorded_by for row in rows})
    shown = ServiceOrderView.model_validate(service)
    for row in rows:
        done = PerformanceView.model_validate(row)
        done.recorded_by_name = names.get(row.recorded_by, "")
        shown.performances.append(done)
    return shown


async def _delivery_order(work: Work, id: UUID) -> DeliveryOrder:
    order = await peek(work, DeliveryOrder, id)
    if order is None:
        raise NotFound(_("There is no delivery order %(id)s.", id=id))
    await work.reach(*order.belongs_to(), "delivery order")
    order.lines = await lines_of(work, id)
    return order


async def _reached(work: Work, kind: type[R], id: UUID) -> R:
    found = await peek(work, kind, id)
    if found is None:
        raise NotFound(_("There is no %(name)s %(id)s.", name=kind.stream.name, id=id))
    await work.reach(*found.belongs_to(), kind.stream.name)
    return found


async def _made(work: Work, order_id: UUID) -> dict[UUID, tuple[str, ...]]:
    c = job_order_table.c
    rows = await work.execute(
        select(c.line_id, c.serial_numbers).where(c.order_id == order_id, c.status == Status.DONE)
    )
    return {row.line_id: row.serial_numbers for row in rows}
