"""fulfillment says what is on hand, promised, being made or bought, and what left the house.

Stock items, reservations, job orders, purchase requests and delivery orders have ids of their own
and carry the order's id.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.event import Event, Stream
from contracts.values import Address, Count, PartyRef, Quantity, ShippedLine, Value

STOCK_ITEM = Stream("stock-item", "sales.stock-item.v1", opens="fulfillment.read")
RESERVATION = Stream("reservation", "sales.reservation.v1", opens="fulfillment.read")
JOB_ORDER = Stream("job-order", "sales.job-order.v1", opens="fulfillment.read")
PURCHASE_REQUEST = Stream("purchase-request", "sales.purchase-request.v1", opens="fulfillment.read")
DELIVERY_ORDER = Stream("delivery-order", "sales.delivery-order.v1", opens="fulfillment.read")


class StockReceived(Event, stream=STOCK_ITEM, name="received"):
    """Units came in: from a count, a purchase or production. The stock item's id is the product's."""

    stock_item_id: UUID
    quantity: Count
    on_hand: Count
    reserved: Count
    reference: str = ""


class StockShipped(Event, stream=STOCK_ITEM, name="shipped"):
    """Units left with a shipment."""

    stock_item_id: UUID
    quantity: Count
    on_hand: Count
    reserved: Count
    shipment_id: UUID


class StockReserved(Event, stream=RESERVATION, name="reserved"):
    """Units on hand are promised to one order line."""

    reservation_id: UUID
    order_id: UUID
    line_id: UUID
    product_id: UUID
    quantity: Quantity


class ReservationReleased(Event, stream=RESERVATION, name="released"):
    """The promise ended without a shipment; the units are free again."""

    reservation_id: UUID
    order_id: UUID
    line_id: UUID
    product_id: UUID
    quantity: Quantity


class JobOrderRequested(Event, stream=JOB_ORDER, name="requested"):
    """Production is asked to make units for an order line."""

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


class JobOrderCompleted(Event, stream=JOB_ORDER, name="completed"):
    """Production delivered the units into stock."""

    job_order_id: UUID
    order_id: UUID
    quantity: Quantity
    completed_on: date


class JobOrderCancelled(Event, stream=JOB_ORDER, name="cancelled"):
    """The units are not wanted any more."""

    job_order_id: UUID
    order_id: UUID


class PurchaseRequested(Event, stream=PURCHASE_REQUEST, name="requested"):
    """Purchasing is asked to buy units for an order line."""

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


class PurchaseReceived(Event, stream=PURCHASE_REQUEST, name="received"):
    """The bought units came in."""

    purchase_request_id: UUID
    order_id: UUID
    quantity: Quantity
    received_on: date


class PurchaseCancelled(Event, stream=PURCHASE_REQUEST, name="cancelled"):
    """The units are not wanted any more."""

    purchase_request_id: UUID
    order_id: UUID


class DeliveryLine(Value):
    """What a delivery order is to bring for one order line."""

    line_id: UUID
    product_id: UUID
    number: str
    name: str
    quantity: Quantity


class DeliveryOrderOpened(Event, stream=DELIVERY_ORDER, name="opened"):
    """The order is to be delivered: product, quantity, to whom, where, when."""

    delivery_order_id: UUID
    number: str
    order_id: UUID
    order_number: str
    client: PartyRef
    address: Address
    due_on: date | None = None
    call_before_delivery: bool = False
    lines: tuple[DeliveryLine, ...]


class DeliveryDueMoved(Event, stream=DELIVERY_ORDER, name="due-moved"):
    """The order was promised for another day: what has not left is due then."""

    delivery_order_id: UUID
    order_id: UUID
    previous: date | None = None
    due_on: date


class DeliveryCallChanged(Event, stream=DELIVERY_ORDER, name="call-changed"):
    """The client is to be called before the goods arrive, or not any more."""

    delivery_order_id: UUID
    order_id: UUID
    call_before_delivery: bool


class DeliveryOrderReady(Event, stream=DELIVERY_ORDER, name="ready"):
    """Every unit that is left to ship is reserved: pick, pack and dispatch."""

    delivery_order_id: UUID
    order_id: UUID


class ShipmentDispatched(Event, stream=DELIVERY_ORDER, name="shipment-dispatched"):
    """Goods left the house; ``complete`` when the delivery order has nothing left to ship."""

    room: ClassVar[int] = 64 * 1024

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


class ShipmentDelivered(Event, stream=DELIVERY_ORDER, name="shipment-delivered"):
    """The client has the goods."""

    delivery_order_id: UUID
    shipment_id: UUID
    order_id: UUID
    delivered_on: date
    received_by: str = ""


class DeliveryOrderCancelled(Event, stream=DELIVERY_ORDER, name="cancelled"):
    """Nothing more will be delivered."""

    delivery_order_id: UUID
    order_id: UUID
