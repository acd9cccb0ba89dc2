"""Routes of fulfillment: each translates and calls one command or one query."""

from uuid import UUID

from chassis.http import DOCUMENT, Router
from chassis.lists import listing
from chassis.work import Work
from fulfillment import listings, queries
from fulfillment.commands import delivery, performing, stock, supply
from fulfillment.models.delivery import DeliveryOrder
from fulfillment.models.service_orders import ServiceOrder
from fulfillment.models.supply import JobOrder, PurchaseRequest
from fulfillment.schemas import (
    CompleteJobOrder,
    Deliver,
    DeliveryOrderView,
    Dispatch,
    JobOrderView,
    PerformService,
    PickList,
    PromisedLine,
    PurchaseRequestView,
    ReceivePurchase,
    ReceiveStock,
    ServiceOrderView,
    ShipmentView,
    StockView,
)

router = Router(prefix="/api/fulfillment", tag="fulfillment")

READ, STOCK, DISPATCH = "fulfillment.read", "fulfillment.stock", "fulfillment.dispatch"
PRODUCTION, PURCHASING = "fulfillment.production", "fulfillment.purchasing"

listing(router, "/stock", spec=listings.STOCK, permission=READ)
listing(router, "/delivery-orders", spec=listings.DELIVERY_ORDERS, permission=READ)
listing(router, "/shipments", spec=listings.SHIPMENTS, permission=READ)
listing(router, "/units", spec=listings.UNITS, permission=READ)
listing(router, "/job-orders", spec=listings.JOB_ORDERS, permission=READ)
listing(router, "/purchase-requests", spec=listings.PURCHASE_REQUESTS, permission=READ)
listing(router, "/service-orders", spec=listings.SERVICE_ORDERS, permission=READ)
listing(router, "/refused-facts", spec=listings.REFUSED_FACTS, permission=PRODUCTION)


@router.query("/stock/{product_id}", permission=READ)
async def read_stock(work: Work, product_id: UUID) -> StockView:
    """Units of one product."""
    return await queries.stock(work, product_id)


@router.query("/stock/{product_id}/lines", permission=READ)
async def read_promised(work: Work, product_id: UUID) -> list[PromisedLine]:
    """Lines that hold units of the product or wait for some, in the order of release; 200 at most."""
    return await queries.promised(work, product_id)


@router.command("POST", "/stock/{product_id}/receive", permission=STOCK)
async def receive_stock(work: Work, product_id: UUID, body: ReceiveStock) -> StockView:
    """Take units into stock; lines that wait for them get them in the order of release."""
    await stock.receive_stock(work, product_id, body)
    return await queries.stock(work, product_id)


@router.query("/delivery-orders/{delivery_order_id}", permission=READ)
async def read_delivery_order(work: Work, delivery_order_id: UUID) -> DeliveryOrderView:
    """What goes where, and how far it has come."""
    return await queries.delivery_order(work, delivery_order_id)


@router.query("/delivery-orders/{delivery_order_id}/pick-list", permission=READ)
async def read_pick_list(work: Work, delivery_order_id: UUID) -> PickList:
    """What to pick, pack and label now."""
    return await queries.pick_list(work, delivery_order_id)


@router.command(
    "POST",
    "/delivery-orders/{delivery_order_id}/dispatch",
    permission=DISPATCH,
    of=DeliveryOrder,
    current=queries.delivery_order,
    takes=DOCUMENT,
)
async def dispatch_delivery_order(work: Work, delivery_order_id: UUID, body: Dispatch) -> DeliveryOrderView:
    """Send a shipment; the last of the answer's shipments is the new one."""
    order, _ = await delivery.dispatch(work, delivery_order_id, body)
    return await queries.view(work, order)


@router.query("/shipments/{shipment_id}", permission=READ)
async def read_shipment(work: Work, shipment_id: UUID) -> ShipmentView:
    """What left, how, and whether it arrived."""
    return await queries.shipment(work, shipment_id)


@router.command(
    "POST",
    "/shipments/{shipment_id}/deliver",
    permission=DISPATCH,
    of=DeliveryOrder,
    current=queries.shipment,
)
async def deliver_shipment(work: Work, shipment_id: UUID, body: Deliver) -> ShipmentView:
    """Record that the client has the goods."""
    order, shipment = await delivery.deliver(work, shipment_id, body)
    return queries.shipment_view(order.version, shipment)


@router.query("/job-orders/{job_order_id}", permission=READ)
async def read_job_order(work: Work, job_order_id: UUID) -> JobOrderView:
    """One job order."""
    return await queries.job_order(work, job_order_id)


@router.command(
    "POST",
    "/job-orders/{job_order_id}/complete",
    permission=PRODUCTION,
    of=JobOrder,
    current=queries.job_order,
    takes=DOCUMENT,
)
async def complete_job_order(work: Work, job_order_id: UUID, body: CompleteJobOrder) -> JobOrderView:
    """Production delivered the units."""
    return JobOrderView.model_validate(await supply.complete_job_order(work, job_order_id, body))


@router.query("/purchase-requests/{purchase_request_id}", permission=READ)
async def read_purchase_request(work: Work, purchase_request_id: UUID) -> PurchaseRequestView:
    """One purchase request."""
    return await queries.purchase_request(work, purchase_request_id)


@router.command(
    "POST",
    "/purchase-requests/{purchase_request_id}/receive",
    permission=PURCHASING,
    of=PurchaseRequest,
    current=queries.purchase_request,
)
async def receive_purchase(
    work: Work, purchase_request_id: UUID, body: ReceivePurchase
) -> PurchaseRequestView:
    """The bought units came in."""
    return PurchaseRequestView.model_validate(await supply.receive_purchase(work, purchase_request_id, body))


@router.query("/service-orders/{service_order_id}", permission=READ)
async def read_service_order(work: Work, service_order_id: UUID) -> ServiceOrderView:
    """A service of an order, and what of it was performed."""
    return await queries.service_order(work, service_order_id)


@router.command(
    "POST",
    "/service-orders/{service_order_id}/perform",
    permission=DISPATCH,
    of=ServiceOrder,
    current=queries.service_order,
)
async def perform_service(work: Work, service_order_id: UUID, body: PerformService) -> ServiceOrderView:
    """Record work that was done; the last of the answer's performances is the new one, and is invoiced."""
    return await queries.service_view(work, await performing.perform_service(work, service_order_id, body))
