"""What goes over the wire: requests of the warehouse, production and purchasing, and what they see."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from contracts.edge import OneLine, PastDay, Prose
from contracts.values import Address, Count, ItemKind, PartyRef, ShippedLine, Supply
from fulfillment.models.delivery import MOST_SERIAL_NUMBERS

Short = Annotated[OneLine, Field(max_length=200)]
Note = Annotated[Prose, Field(max_length=2000)]
Units = Annotated[Count, Field(gt=0, le=10_000_000)]
SerialNumber = Annotated[OneLine, Field(min_length=1, max_length=50, pattern="^[ -~]+$")]
SerialNumbers = Annotated[list[SerialNumber], Field(max_length=10_000)]


class Request(BaseModel):
    """Base of request bodies."""

    model_config = ConfigDict(extra="forbid")


class ReceiveStock(Request):
    """Units that came in, and what says so: a count, a delivery note."""

    quantity: Units
    reference: Short = ""


class OnDay(Request):
    """The business day of the step; today when left out, another day needs ``backdate``."""

    on: PastDay | None = None


class DispatchedLine(Request):
    """What leaves of one line: all that is reserved when no quantity is given."""

    line_id: UUID
    quantity: Units | None = None
    serial_numbers: Annotated[list[SerialNumber], Field(max_length=MOST_SERIAL_NUMBERS)] = []


class Dispatch(OnDay):
    """A shipment: the named lines, or all that is reserved."""

    lines: Annotated[list[DispatchedLine], Field(min_length=1, max_length=1000)] | None = None
    carrier: Short = ""
    vehicle: Annotated[Short, Field(description="Number of the vehicle or transport ship")] = ""
    tracking: Short = ""


class Deliver(OnDay):
    """Who took the goods, and when."""

    received_by: Short = ""


class CompleteJobOrder(OnDay):
    """Production's report; the quantity is the job's when left out, and cannot be another."""

    quantity: Units | None = None
    serial_numbers: SerialNumbers = []


class ReceivePurchase(OnDay):
    """Purchasing's report; the quantity is the request's when left out, and cannot be another."""

    quantity: Units | None = None


class PerformService(OnDay):
    """Work that was done, ``on`` the day on which it was: all that is left when no quantity is given."""

    quantity: Units | None = None
    note: Note = ""


class View(BaseModel):
    """Base of answers."""

    model_config = ConfigDict(from_attributes=True, json_schema_serialization_defaults_required=True)


class StockView(View):
    """Units of a product: on hand, promised, free, and what orders still wait for."""

    id: UUID
    version: int
    number: str
    name: str
    kind: ItemKind
    supply: Supply
    unit: str
    on_hand: Count
    reserved: Count
    available: Count
    waiting: Count


class PromisedLine(View):
    """A line of a delivery order that holds units of a product, or waits for some."""

    line_id: UUID
    delivery_order_id: UUID
    delivery_order_number: str
    order_id: UUID
    order_number: str
    client_id: UUID
    client_name: str
    due_on: date | None
    reserved: Count
    waiting: Count


class LineView(View):
    """One line's ledger: quantity = waiting + reserved + shipped + cancelled."""

    line_id: UUID
    position: int
    product_id: UUID
    kind: ItemKind
    number: str
    name: str
    supply: Supply
    unit: str
    quantity: Count
    waiting: Count
    reserved: Count
    shipped: Count
    cancelled: Count


class ShipmentView(View):
    """A shipment; its version is its delivery order's."""

    id: UUID
    version: int = 0
    number: str
    delivery_order_id: UUID
    order_id: UUID
    order_number: str
    client_id: UUID
    client_name: str
    owner_id: UUID
    dispatched_on: date
    carrier: str
    vehicle: str
    tracking: str
    lines: tuple[ShippedLine, ...]
    complete: bool
    delivered_on: date | None
    received_by: str


class DeliveryOrderView(View):
    """A delivery order as it stands, with its lines and shipments."""

    id: UUID
    version: int
    number: str
    status: Literal["waiting", "ready", "shipped", "cancelled"]
    order_id: UUID
    order_number: str
    client: PartyRef
    owner_id: UUID
    address: Address
    due_on: date | None
    call_before_delivery: bool
    released_on: date
    lines: list[LineView]
    shipments: list[ShipmentView] = []


class PickLine(View):
    """What to take from the shelf for one line; ``made`` are serial numbers that production reported."""

    line_id: UUID
    number: str
    name: str
    unit: str
    pick: Count
    waiting: Count
    made: tuple[str, ...] = ()


class PickList(View):
    """What to pick, pack and label for a delivery order now."""

    delivery_order_id: UUID
    version: int
    number: str
    order_number: str
    client: PartyRef
    address: Address
    due_on: date | None
    call_before_delivery: bool
    lines: list[PickLine]


class PurchaseRequestView(View):
    """Units to buy for an order line."""

    id: UUID
    version: int
    number: str
    status: Literal["open", "done", "cancelled"]
    order_id: UUID
    order_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    quantity: Count
    unit: str
    due_on: date | None
    done_on: date | None
    client_id: UUID
    owner_id: UUID


class JobOrderView(PurchaseRequestView):
    """Units to make for an order line."""

    serial_numbers: tuple[str, ...]


class PerformanceView(View):
    """Work that was done on a day, and who recorded it; the name is empty for who is not known any more."""

    id: UUID
    quantity: Count
    performed_on: date
    note: str
    recorded_by: UUID | None
    recorded_by_name: str = ""
    recorded_at: datetime


class ServiceOrderView(View):
    """A service to perform for an order line: quantity = performed + left, unless the rest was cancelled."""

    id: UUID
    version: int
    number: str
    status: Literal["open", "performed", "cancelled"]
    order_id: UUID
    order_number: str
    line_id: UUID
    product_id: UUID
    product_number: str
    product_name: str
    quantity: Count
    performed: Count
    left: Count
    unit: str
    due_on: date | None
    released_on: date
    client: PartyRef
    owner_id: UUID
    address: Address
    performances: list[PerformanceView] = []
