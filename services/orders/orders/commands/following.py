"""What follows from others' facts: credit decided, goods left, work done, invoice issued, money came."""

from decimal import Decimal

from sqlalchemy import bindparam, exists, insert, or_, select, update

from chassis.errors import Conflict
from chassis.language import _
from chassis.work import Work, load, save
from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued, PaymentReceived
from contracts.fulfillment import ServicePerformed, ShipmentDispatched
from contracts.orders import OrderReadyToInvoice
from orders import rows
from orders.commands.closing import close_if_paid
from orders.models import Order
from orders.process import Step, step
from orders.tables import order_invoice, order_performance, order_shipment, order_unit

PAY = (
    update(order_invoice)
    .where(order_invoice.c.invoice_id == bindparam("invoice"))
    .values(open_amount=bindparam("still_open"), settled_on=bindparam("settled"))
)

MADE = select(
    or_(
        exists().where(order_shipment.c.shipment_id == bindparam("trigger")),
        exists().where(order_performance.c.performance_id == bindparam("trigger")),
    )
)


async def clear_order(work: Work, granted: CreditGranted) -> None:
    """The order may be released."""
    order = await load(work, Order, granted.order_id)
    event = order.clear(granted)
    if event is not None:
        work.publish(order, event)
        await save(work, order)


async def hold_order(work: Work, refused: CreditRefused) -> None:
    """The order waits until the client's limit or exposure changes."""
    order = await load(work, Order, refused.order_id)
    event = order.hold(refused)
    if event is not None:
        work.publish(order, event)
        await save(work, order)


async def record_shipment(work: Work, dispatched: ShipmentDispatched) -> None:
    """Move the ledger, remember shipment and units, and let accounting invoice it."""
    order = await rows.load_order(work, dispatched.order_id)
    shipped, ready = order.ship(dispatched)
    work.publish(order, shipped)
    work.publish(order, ready)
    await work.execute(insert(order_shipment).inline(), _shipment(dispatched, ready))
    units = _units(dispatched)
    if units:
        await work.execute(insert(order_unit).inline(), units)
    await rows.save_ledger(work, order)
    await save(work, order)


async def record_performance(work: Work, done: ServicePerformed) -> None:
    """Move the ledger, remember what was performed, and let accounting invoice it."""
    order = await rows.load_order(work, done.order_id)
    performed, ready = order.perform(done)
    work.publish(order, performed)
    work.publish(order, ready)
    await work.execute(insert(order_performance).inline(), _performance(done, ready))
    await rows.save_ledger(work, order)
    await save(work, order)


async def record_invoice(work: Work, issued: InvoiceIssued) -> None:
    """A shipment or performance is invoiced; an invoice over nothing counts as paid."""
    order = await rows.load_order(work, issued.order_id)
    if not await work.scalar(MADE, {"trigger": issued.trigger_id}):
        raise Conflict(
            _(
                "Order %(number)s has no shipment or performance %(trigger_id)s.",
                number=order.number,
                trigger_id=issued.trigger_id,
            )
        )
    work.publish(order, order.invoice(issued))
    await work.execute(insert(order_invoice).inline(), _invoice(issued))
    await close_if_paid(work, order, issued.issued_on)
    await rows.save_ledger(work, order)
    await save(work, order)


async def record_payment(work: Work, paid: PaymentReceived) -> None:
    """Money came for an invoice of the order; the last payment closes it."""
    order = await load(work, Order, paid.order_id)
    if step(order.status, PaymentReceived) is not Step.SETTLE:
        raise Conflict(
            _(
                "Order %(number)s is %(status)s: it cannot have been paid.",
                number=order.number,
                status=order.status,
            )
        )
    settled = paid.received_on if paid.open_amount <= 0 else None
    done = await work.execute(
        PAY, {"invoice": paid.invoice_id, "still_open": paid.open_amount, "settled": settled}
    )
    if done.rowcount == 0:
        raise Conflict(
            _(
                "Order %(number)s has no invoice %(invoice_id)s.",
                number=order.number,
                invoice_id=paid.invoice_id,
            )
        )
    await close_if_paid(work, order, paid.received_on)
    await save(work, order)


def _shipment(dispatched: ShipmentDispatched, ready: OrderReadyToInvoice) -> dict[str, object]:
    return {
        "shipment_id": dispatched.shipment_id,
        "order_id": dispatched.order_id,
        "delivery_order_id": dispatched.delivery_order_id,
        "number": dispatched.shipment_number,
        "dispatched_on": dispatched.dispatched_on,
        "carrier": dispatched.carrier,
        "vehicle": dispatched.vehicle,
        "tracking": dispatched.tracking,
        "lines": dispatched.lines,
        "totals": ready.totals,
    }


def _performance(done: ServicePerformed, ready: OrderReadyToInvoice) -> dict[str, object]:
    return {
        "performance_id": done.performance_id,
        "order_id": done.order_id,
        "service_order_id": done.service_order_id,
        "line_id": done.line_id,
        "quantity": done.quantity.value,
        "performed_on": done.performed_on,
        "totals": ready.totals,
    }


def _units(dispatched: ShipmentDispatched) -> list[dict[str, object]]:
    return [
        {
            "shipment_id": dispatched.shipment_id,
            "product_id": line.product_id,
            "serial_number": serial_number,
            "order_id": dispatched.order_id,
            "line_id": line.line_id,
            "shipped_on": dispatched.dispatched_on,
        }
        for line in dispatched.lines
        for serial_number in line.serial_numbers
    ]


def _invoice(issued: InvoiceIssued) -> dict[str, object]:
    owed = issued.totals.gross
    return {
        "invoice_id": issued.invoice_id,
        "order_id": issued.order_id,
        "trigger_id": issued.trigger_id,
        "number": issued.number,
        "issued_on": issued.issued_on,
        "due_on": issued.due_on,
        "totals": issued.totals,
        "open_amount": owed,
        "settled_on": issued.issued_on if owed == Decimal(0) else None,
    }
