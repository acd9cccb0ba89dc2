"""What orders would say: an order placed, ready to invoice, cancelled."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.testing import Stage
from contracts import money
from contracts.event import new_id
from contracts.orders import InvoiceLine, OrderCancelled, OrderPlaced, OrderReadyToInvoice
from contracts.values import Address, ItemKind, LineItem, PartyRef, Quantity

ADDRESS = Address(name="Norrland Skog AB", street="Storgatan 12", city="Umeå", country="Sweden")
DAY = date(2026, 3, 2)


def client() -> PartyRef:
    """A client nobody has decided on."""
    return PartyRef(id=new_id(), number="C-000001", name="Norrland Skog AB")


async def known(stage: Stage, party: PartyRef) -> None:
    """crm has told of the client."""
    row = "INSERT INTO access_client (id, version, territory) VALUES ($1, 1, 'Sweden') ON CONFLICT DO NOTHING"
    await stage.execute(row, party.id)


def placed(client: PartyRef, amount: str = "1000") -> OrderPlaced:
    """An order over one line of this net amount, without tax."""
    line = LineItem(
        line_id=new_id(),
        position=1,
        product_id=new_id(),
        kind=ItemKind.DEVICE,
        number="S-100",
        name="Sensor",
        quantity=Quantity(value=Decimal(10)),
        list_price=Decimal(amount) / 10,
        unit_price=Decimal(amount) / 10,
        net=Decimal(amount),
    )
    return OrderPlaced(
        order_id=new_id(),
        number="SO-2026-000001",
        ordered_on=DAY,
        placed_on=DAY,
        client=client,
        owner_id=new_id(),
        terms="14 days net",
        shipping_address=ADDRESS,
        billing_address=ADDRESS,
        lines=(line,),
        totals=money.totals([line], Decimal(0), "EUR"),
    )


def ready(order: OrderPlaced, share: str = "1", trigger_id: UUID | None = None) -> OrderReadyToInvoice:
    """A share of the order was shipped."""
    line = order.lines[0]
    net = money.rounded(line.net * Decimal(share), "EUR")
    part = InvoiceLine(
        line_id=line.line_id,
        position=1,
        product_id=line.product_id,
        kind=line.kind,
        number=line.number,
        name=line.name,
        quantity=line.quantity.value * Decimal(share),
        unit_price=line.unit_price,
        net=net,
    )
    return OrderReadyToInvoice(
        order_id=order.order_id,
        trigger_id=trigger_id or new_id(),
        number=order.number,
        client=order.client,
        owner_id=order.owner_id,
        to_be_invoiced_on=DAY,
        terms=order.terms,
        billing_address=ADDRESS,
        lines=(part,),
        totals=money.totals([part], Decimal(0), "EUR"),
    )


def cancelled(order: OrderPlaced) -> OrderCancelled:
    """The order is off."""
    return OrderCancelled(
        order_id=order.order_id, cancelled_on=DAY, reason="the client's project was stopped"
    )
