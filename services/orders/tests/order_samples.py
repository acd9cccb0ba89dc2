"""Orders, quotes and others' facts to play with in the tests of orders."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID

from chassis.testing import Person, Stage
from contracts import money
from contracts.billing import CreditGranted, CreditRefused, InvoiceIssued, PaymentReceived, PaymentTermsIssued
from contracts.catalog import ListedPrice, PriceBreak, PriceListIssued, PriceMode, ProductPublished
from contracts.crm import ClientRegistered, PartyRole
from contracts.event import new_id
from contracts.fulfillment import JobOrderRequested, PurchaseRequested, ServicePerformed, ShipmentDispatched
from contracts.orders import OrderReadyToInvoice
from contracts.quotes import QuoteAccepted
from contracts.terms import DueRule
from contracts.values import Address, ItemKind, LineItem, Money, PartyRef, Quantity, ShippedLine, Supply
from orders.ledger import Ledger, Line
from orders.models import Order

DAY = date(2026, 3, 2)
BERLIN = Address(name="Nordwerk", street="Kai 1", city="Hamburg", postal_code="20457", country="Germany")


def item(
    position: int,
    quantity: str = "3",
    unit_price: str = "33.33",
    *,
    tax_rate: str = "0.19",
    currency: str = "EUR",
    kind: ItemKind = ItemKind.DEVICE,
) -> LineItem:
    """A priced device, or another kind."""
    amount, each = Decimal(quantity), Decimal(unit_price)
    return LineItem(
        line_id=new_id(),
        position=position,
        product_id=new_id(),
        kind=kind,
        number=f"D-{position}",
        name=f"Device {position}",
        supply=Supply.MAKE,
        quantity=Quantity(value=amount),
        list_price=each,
        unit_price=each,
        net=money.line_net(amount, each, Decimal(0), currency),
        tax_rate=Decimal(tax_rate),
    )


def accepted(*items: LineItem, freight: str = "10", **changes: Any) -> QuoteAccepted:
    """A quote of two lines that the client has accepted, with all that an order needs."""
    lines = items or (item(1), item(2, "2", "100", tax_rate="0.07"))
    id = new_id()
    fields: dict[str, Any] = {
        "quote_id": id,
        "number": f"Q-2026-{str(id)[-6:]}",
        "revision": 1,
        "quoted_on": DAY,
        "valid_until": date(2026, 4, 2),
        "client": PartyRef(id=new_id(), number="C-1", name="Nordwerk"),
        "owner_id": new_id(),
        "terms": "30 days net",
        "project": "Pier",
        "description": "Two pumps",
        "lead_time_days": 14,
        "shipping_address": BERLIN,
        "billing_address": BERLIN,
        "lines": lines,
        "totals": money.totals(lines, Decimal(freight), "EUR"),
        "accepted_on": DAY,
    }
    return QuoteAccepted(**fields | changes)


def order(*items: LineItem, freight: str = "10", currency: str = "EUR", **changes: Any) -> Order:
    """A draft with all that placing needs."""
    lines = Ledger(Line(each) for each in items or (item(1), item(2, "2", "100", tax_rate="0.07")))
    totals = money.totals([each.item for each in lines], Decimal(freight), currency)
    id = new_id()
    fields: dict[str, Any] = {
        "id": id,
        "correlation_id": id,
        "number": "SO-2026-000001",
        "ordered_on": DAY,
        "client_id": new_id(),
        "client": PartyRef(id=new_id(), number="C-1", name="Nordwerk"),
        "client_name": "Nordwerk",
        "owner_id": new_id(),
        "lead_time_days": 14,
        "terms": "30 days net",
        "project": "Pier",
        "description": "Two pumps",
        "shipping_address": BERLIN,
        "billing_address": BERLIN,
        "totals": totals,
        "currency": currency,
        "lines": lines,
    }
    return Order(**fields | changes)


def released(*items: LineItem, **changes: Any) -> Order:
    """An order that may be shipped."""
    made = order(*items, **changes)
    made.place(DAY, ())
    made.clear(granted(made.id))
    made.release(DAY)
    return made


def _euros(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="EUR")


def granted(order_id: UUID) -> CreditGranted:
    """Billing says yes."""
    return CreditGranted(
        credit_id=new_id(),
        decision_id=new_id(),
        order_id=order_id,
        amount=_euros("1"),
        exposure=_euros("1"),
        limit=None,
    )


def refused(order_id: UUID) -> CreditRefused:
    """Billing says no."""
    return CreditRefused(
        credit_id=new_id(),
        decision_id=new_id(),
        order_id=order_id,
        amount=_euros("9"),
        exposure=_euros("9"),
        limit=_euros("5"),
        excess=_euros("4"),
    )


def dispatched(order_id: UUID, *left: tuple[LineItem, str], on: date = DAY) -> ShipmentDispatched:
    """Goods of these lines left, each unit with a serial number where the quantity is whole."""
    lines = [
        ShippedLine(
            line_id=each.line_id,
            product_id=each.product_id,
            quantity=Decimal(quantity),
            serial_numbers=tuple(f"{each.number}-{n}" for n in range(int(Decimal(quantity)))),
        )
        for each, quantity in left
    ]
    return ShipmentDispatched(
        delivery_order_id=new_id(),
        shipment_id=new_id(),
        shipment_number="SH-1",
        order_id=order_id,
        dispatched_on=on,
        carrier="Rail",
        lines=tuple(lines),
        complete=False,
    )


def performed(order_id: UUID, of: LineItem, quantity: str, on: date = DAY) -> ServicePerformed:
    """So much of a line was performed; whether it is all of it is for fulfillment to say."""
    amount = Quantity(value=Decimal(quantity), unit=of.quantity.unit)
    left = Quantity(value=of.quantity.value - amount.value, unit=of.quantity.unit)
    return ServicePerformed(
        service_order_id=new_id(),
        performance_id=new_id(),
        order_id=order_id,
        line_id=of.line_id,
        product_id=of.product_id,
        quantity=amount,
        left=left,
        performed_on=on,
        complete=left.value == 0,
    )


def issued(ready: OrderReadyToInvoice) -> InvoiceIssued:
    """The invoice that answers a trigger."""
    id = new_id()
    return InvoiceIssued(
        invoice_id=id,
        number=f"INV-{str(id)[-6:]}",
        trigger_id=ready.trigger_id,
        order_id=ready.order_id,
        order_number=ready.number,
        client=ready.client,
        owner_id=ready.owner_id,
        issued_on=ready.to_be_invoiced_on,
        due_on=ready.to_be_invoiced_on,
        billing_address=ready.billing_address,
        lines=ready.lines,
        totals=ready.totals,
    )


def paid(invoice: InvoiceIssued, open_amount: str = "0", on: date = date(2026, 4, 1)) -> PaymentReceived:
    """Money came in; ``open_amount`` is still owed."""
    return PaymentReceived(
        invoice_id=invoice.invoice_id,
        payment_id=new_id(),
        order_id=invoice.order_id,
        client_id=invoice.client.id,
        received_on=on,
        amount=_euros("1"),
        open_amount=Decimal(open_amount),
    )


def client(
    name: str = "Nordwerk",
    territory: str = "Germany",
    owner_id: UUID | None = None,
    terms_id: UUID | None = None,
    language: str | None = None,
) -> ClientRegistered:
    """A client that just registered."""
    return ClientRegistered(
        party_id=new_id(),
        number="C-000001",
        name=name,
        role=PartyRole.CLIENT,
        territory=territory,
        owner_id=owner_id,
        terms_id=terms_id,
        language=language,
        shipping_address=BERLIN,
        billing_address=BERLIN,
    )


def product(number: str, kind: ItemKind = ItemKind.DEVICE, fits: tuple[UUID, ...] = ()) -> ProductPublished:
    """A product that may be sold."""
    return ProductPublished(
        product_id=new_id(),
        kind=kind,
        number=number,
        name=f"Product {number}",
        supply=Supply.MAKE,
        lead_time_days=14,
        tax_rate=Decimal("0.19"),
        sales_approved=True,
        engineering_approved=True,
        fits=fits,
    )


def listed(id: UUID) -> ListedPrice:
    """100 each, 90 from ten on, never below 80."""
    return ListedPrice(
        product_id=id,
        breaks=(
            PriceBreak(min_quantity=Decimal(1), unit_price=Decimal(100)),
            PriceBreak(min_quantity=Decimal(10), unit_price=Decimal(90)),
        ),
        floor=Decimal(80),
    )


def register() -> list[PaymentTermsIssued]:
    """Payment terms in force; 30 days net are the default."""
    two_per_cent = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
    return [
        _terms("30 days net", DueRule(net_days=30), aliases=("30 days",), is_default=True),
        _terms("14 days 2 %, 30 days net", two_per_cent),
        _terms("60 days net", DueRule(net_days=60)),
    ]


def _terms(name: str, due: DueRule, **fields: Any) -> PaymentTermsIssued:
    return PaymentTermsIssued(payment_terms_id=new_id(), name=name, text=name, due=due, **fields)


def price_list(*products: ProductPublished) -> PriceListIssued:
    """Prices that a seller alone may cut by 5 percent."""
    return PriceListIssued(
        price_list_id=new_id(),
        name="Standard",
        currency="EUR",
        valid_from=date(2020, 1, 1),
        mode=PriceMode.ADJUSTABLE,
        max_discount=Decimal("0.05"),
        prices=tuple(listed(each.product_id) for each in products),
    )


Asked = TypeVar("Asked", JobOrderRequested, PurchaseRequested)


def supply_of(kind: type[Asked], order: Any) -> Asked:
    """Fulfillment asks for the units of the order's first line."""
    item = LineItem(**order["lines"][0]["item"])
    fields = {
        "number": f"{kind.key_field[0].upper()}O-1",
        "order_id": UUID(order["id"]),
        "order_number": order["number"],
        "line_id": item.line_id,
        "product_id": item.product_id,
        "product_number": item.number,
        "product_name": item.name,
        "quantity": item.quantity,
    }
    return kind(**fields | {kind.key_field: new_id()})


@dataclass
class Shop:
    """The running service, a seller who may do everything with own orders, and what can be sold."""

    stage: Stage
    seller: Person
    client_id: UUID
    pump: UUID
    bracket: UUID
    terms: dict[str, UUID]

    def blank(self, **changes: object) -> dict[str, object]:
        """The body of an order of three pumps without a quote, with all that placing needs."""
        return {
            "client_id": str(self.client_id),
            "terms": "30 days net",
            "project": "Pier",
            "description": "Three pumps",
            "lines": [{"product_id": str(self.pump), "quantity": "3"}],
        } | changes

    async def drafted(self, **changes: object) -> Any:
        """A new order from blank."""
        answer = await self.seller.post("/api/orders", self.blank(**changes))
        assert answer.status_code == 201, answer.text
        return answer.json()

    async def do(self, order: Any, step: str, body: Any = None, status: int = 200) -> Any:
        """Take a step with the order at the version that it shows."""
        answer = await self.seller.post(f"/api/orders/{order['id']}/{step}", body, version=order["version"])
        assert answer.status_code == status, answer.text
        return answer.json()

    async def read(self, order: Any, part: str = "") -> Any:
        """The order, or a part of it, as it stands."""
        answer = await self.seller.get(f"/api/orders/{order['id']}{part}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def released(self, **changes: object) -> Any:
        """An order that may be shipped."""
        placed = await self.do(await self.drafted(**changes), "place")
        await self.stage.hear(granted(UUID(placed["id"])))
        return await self.do(await self.read(placed), "release")

    def left(self, order: Any, quantity: str, on: date = DAY) -> ShipmentDispatched:
        """So many units of the order's first line left."""
        return dispatched(UUID(order["id"]), (LineItem(**order["lines"][0]["item"]), quantity), on=on)
