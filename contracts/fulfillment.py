"""fulfillment says what is on hand, promised, made, bought, shipped and performed.

Stock items, reservations, job orders, purchase requests, delivery orders and service orders have ids of
their own and carry the order's id.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.event import Event, Stream
from contracts.remembered import Kind, Remembered
from contracts.steps import Stage, Step
from contracts.telling import asks
from contracts.values import Address, Count, DeliveryLine, PartyRef, Quantity, ShippedLine

STOCK_ITEM = Stream("stock-item", "sales.stock-item.v1", opens="fulfillment.read")
RESERVATION = Stream("reservation", "sales.reservation.v1", opens="fulfillment.read")
JOB_ORDER = Stream("job-order", "sales.job-order.v1", opens="fulfillment.read")
PURCHASE_REQUEST = Stream("purchase-request", "sales.purchase-request.v1", opens="fulfillment.read")
DELIVERY_ORDER = Stream("delivery-order", "sales.delivery-order.v1", opens="fulfillment.read")
SERVICE_ORDER = Stream("service-order", "sales.service-order.v1", opens="fulfillment.read")


class StockReceived(Event, stream=STOCK_ITEM, name="received", label="Stock received"):
    """Units came in: from a count, a purchase or production. The stock item's id is the product's."""

    stock_item_id: UUID
    quantity: Count
    on_hand: Count
    reserved: Count
    reference: str = ""


class StockShipped(Event, stream=STOCK_ITEM, name="shipped", label="Stock shipped"):
    """Units left with a shipment."""

    stock_item_id: UUID
    quantity: Count
    on_hand: Count
    reserved: Count
    shipment_id: UUID


class StockReserved(Event, stream=RESERVATION, name="reserved", label="Stock reserved"):
    """Units on hand are promised to one order line."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="reserved")

    reservation_id: UUID
    order_id: UUID
    line_id: UUID
    product_id: UUID
    quantity: Quantity


class ReservationReleased(Event, stream=RESERVATION, name="released", label="Reservation released"):
    """The promise ended without a shipment; the units are free again."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="released")

    reservation_id: UUID
    order_id: UUID
    line_id: UUID
    product_id: UUID
    quantity: Quantity


class JobOrderRequested(Event, stream=JOB_ORDER, name="requested", label="Job order requested"):
    """Production is asked to make units for an order line."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="open")
    tells: ClassVar = asks("job-order-requested", "production")
    remembered: ClassVar = Remembered(
        kind=Kind.JOB_ORDER,
        by=("number", "order_number", "product_number", "product_name"),
        within="order_id",
    )

    job_order_id: UUID
    number: str
    order_id: UUID
    order_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    quantity: Quantity
    due_on: date | None = None


class JobOrderCompleted(Event, stream=JOB_ORDER, name="completed", label="Job order completed"):
    """Production delivered the units into stock."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="done", outsider="production")
    settles: ClassVar = ("job-order-requested",)

    job_order_id: UUID
    order_id: UUID
    quantity: Quantity
    completed_on: date


class JobOrderCancelled(Event, stream=JOB_ORDER, name="cancelled", label="Job order cancelled"):
    """The units are not wanted any more."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="cancelled")
    settles: ClassVar = ("job-order-requested",)

    job_order_id: UUID
    order_id: UUID


class PurchaseRequested(Event, stream=PURCHASE_REQUEST, name="requested", label="Purchase requested"):
    """Purchasing is asked to buy units for an order line."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="open")
    tells: ClassVar = asks("purchase-requested", "purchasing", "operations")
    remembered: ClassVar = Remembered(
        kind=Kind.PURCHASE_REQUEST,
        by=("number", "order_number", "product_number", "product_name"),
        within="order_id",
    )

    purchase_request_id: UUID
    number: str
    order_id: UUID
    order_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    quantity: Quantity
    due_on: date | None = None


class PurchaseReceived(Event, stream=PURCHASE_REQUEST, name="received", label="Purchase received"):
    """The bought units came in."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="done")
    settles: ClassVar = ("purchase-requested",)

    purchase_request_id: UUID
    order_id: UUID
    quantity: Quantity
    received_on: date


class PurchaseCancelled(Event, stream=PURCHASE_REQUEST, name="cancelled", label="Purchase cancelled"):
    """The units are not wanted any more."""

    step: ClassVar = Step(stage=Stage.SUPPLY, status="cancelled")
    settles: ClassVar = ("purchase-requested",)

    purchase_request_id: UUID
    order_id: UUID


class DeliveryOrderOpened(Event, stream=DELIVERY_ORDER, name="opened", label="Delivery order opened"):
    """The order is to be delivered: product, quantity, to whom, where, when."""

    step: ClassVar = Step(stage=Stage.DELIVERY, status="waiting")
    remembered: ClassVar = Remembered(
        kind=Kind.DELIVERY_ORDER,
        by=("number", "order_number", "client.name", "address.city", "lines.number", "lines.name"),
        within="order_id",
    )

    delivery_order_id: UUID
    number: str
    order_id: UUID
    order_number: str
    client: PartyRef
    address: Address
    due_on: date | None = None
    call_before_delivery: bool = False
    lines: tuple[DeliveryLine, ...]


class DeliveryDueMoved(Event, stream=DELIVERY_ORDER, name="due-moved", label="Delivery due moved"):
    """The order was promised for another day: what has not left is due then."""

    step: ClassVar = Step(stage=Stage.DELIVERY)

    delivery_order_id: UUID
    order_id: UUID
    previous: date | None = None
    due_on: date


class DeliveryCallChanged(Event, stream=DELIVERY_ORDER, name="call-changed", label="Delivery call changed"):
    """The client is to be called before the goods arrive, or not any more."""

    step: ClassVar = Step(stage=Stage.DELIVERY)

    delivery_order_id: UUID
    order_id: UUID
    call_before_delivery: bool


class DeliveryOrderReady(Event, stream=DELIVERY_ORDER, name="ready", label="Delivery order ready"):
    """Every unit that is left to ship is reserved: pick, pack and dispatch."""

    step: ClassVar = Step(stage=Stage.DELIVERY, status="ready")
    tells: ClassVar = asks("delivery-ready", "shipping", "operations")

    delivery_order_id: UUID
    order_id: UUID


class ShipmentDispatched(
    Event, stream=DELIVERY_ORDER, name="shipment-dispatched", label="Shipment dispatched"
):
    """Goods left the house; ``complete`` when the delivery order has nothing left to ship."""

    room: ClassVar[int] = 64 * 1024
    step: ClassVar = Step(stage=Stage.DELIVERY, status="shipped")
    settles: ClassVar = ("delivery-ready",)
    remembered: ClassVar = Remembered(adds=("shipment_number", "tracking", "lines.serial_numbers"))

    delivery_order_id: UUID
    shipment_id: UUID
    shipment_number: str
    order_id: UUID
    dispatched_on: date
    carrier: str = ""
    vehicle: str = ""
    tracking: str = ""
    lines: tuple[ShippedLine, ...]
    complete: bool


class ShipmentDelivered(Event, stream=DELIVERY_ORDER, name="shipment-delivered", label="Shipment delivered"):
    """The client has the goods."""

    step: ClassVar = Step(stage=Stage.DELIVERY)

    delivery_order_id: UUID
    shipment_id: UUID
    order_id: UUID
    delivered_on: date
    received_by: str = ""


class DeliveryOrderCancelled(
    Event, stream=DELIVERY_ORDER, name="cancelled", label="Delivery order cancelled"
):
    """Nothing more will be delivered."""

    step: ClassVar = Step(stage=Stage.DELIVERY, status="cancelled")
    settles: ClassVar = ("delivery-ready",)

    delivery_order_id: UUID
    order_id: UUID


class ServiceOrderOpened(Event, stream=SERVICE_ORDER, name="opened", label="Service order opened"):
    """A service of an order is to be performed: what, how much of it, for whom, where, when."""

    step: ClassVar = Step(stage=Stage.DELIVERY, status="open")
    remembered: ClassVar = Remembered(
        kind=Kind.SERVICE_ORDER,
        by=("number", "order_number", "product_number", "product_name", "client.name", "address.city"),
        within="order_id",
    )

    service_order_id: UUID
    number: str
    order_id: UUID
    order_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    quantity: Quantity
    client: PartyRef
    address: Address
    due_on: date | None = None


class ServiceDueMoved(Event, stream=SERVICE_ORDER, name="due-moved", label="Service due moved"):
    """The order was promised for another day: what has not been performed is due then."""

    step: ClassVar = Step(stage=Stage.DELIVERY)

    service_order_id: UUID
    order_id: UUID
    previous: date | None = None
    due_on: date


class ServicePerformed(Event, stream=SERVICE_ORDER, name="performed", label="Service performed"):
    """Work was done, all or a part; ``complete`` when nothing of the service order is left to perform."""

    step: ClassVar = Step(stage=Stage.DELIVERY, status="performed")

    service_order_id: UUID
    performance_id: UUID
    order_id: UUID
    line_id: UUID
    product_id: UUID
    quantity: Quantity
    left: Quantity
    performed_on: date
    note: str = ""
    complete: bool


class ServiceOrderCancelled(Event, stream=SERVICE_ORDER, name="cancelled", label="Service order cancelled"):
    """Nothing more will be performed."""

    step: ClassVar = Step(stage=Stage.DELIVERY, status="cancelled")

    service_order_id: UUID
    order_id: UUID
