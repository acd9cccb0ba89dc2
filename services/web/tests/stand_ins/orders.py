"""What orders says: an order, what became of it, and what one would come to."""

from stand_ins.crm import address, named
from stand_ins.identity import PERSON
from stand_ins.varied import varied
from web.api import orders

ID, LINE_ID, PRODUCT = (f"01900000-0000-7000-8000-0000000000{end}" for end in ("aa", "cc", "dd"))
API = f"/api/orders/{ID}"
PARTY = named()


@varied
def totals() -> orders.Totals:
    """Three gateways, less five per cent, with tax."""
    return orders.Totals(net="2793.00", freight="0.00", tax="530.67", gross="3323.67", currency="EUR")


@varied
def item() -> orders.ItemView:
    """Three gateways."""
    return orders.ItemView(
        line_id=LINE_ID,
        position=1,
        product_id=PRODUCT,
        kind="device",
        number="GW-500",
        name="Gateway",
        category="",
        description="",
        supply="make",
        quantity=orders.Quantity(value="3", unit="pcs"),
        list_price="980.00",
        unit_price="980.00",
        discount="0.050000",
        net="2793.00",
        tax_rate="0.19",
    )


@varied
def line() -> orders.LineView:
    """Three gateways that nothing was done about yet."""
    return orders.LineView(
        item=item(),
        decision=None,
        agreed_on=None,
        ordered="3",
        cancelled="0",
        released="0",
        shipped="0",
        invoiced="0",
    )


@varied
def decision() -> orders.DecisionView:
    """How the gateway's price came about."""
    return orders.DecisionView(
        line_id=LINE_ID,
        price_list_id="01900000-0000-7000-8000-0000000000ee",
        price_list_version=2,
        priced_on="2026-11-22",
        rule="list",
        floor=None,
        max_discount=None,
        discount_granted_by=None,
    )


@varied
def order() -> orders.OrderView:
    """A draft of one line."""
    return orders.OrderView(
        id=ID,
        version=4,
        number="SO-2026-000012",
        status="draft",
        stage="pending",
        credit="none",
        quote_id=None,
        quote_number="",
        ordered_on="2026-11-22",
        placed_on=None,
        released_on=None,
        initial_ship_date=None,
        estimated_ship_date="2026-12-07",
        actual_ship_date=None,
        to_be_invoiced_on=None,
        cancelled_on=None,
        cancel_reason="",
        closed_on=None,
        client=named(),
        distributor=None,
        owner_id=PERSON,
        lead_time_days=None,
        terms="",
        terms_id=None,
        due=None,
        project="",
        description="",
        customer_po="",
        po_received_on=None,
        po_received_by="",
        so_issued_by="",
        delivery_conditions="",
        acceptance_conditions="",
        payment_conditions="",
        call_before_delivery=False,
        external_ref="",
        shipping_address=_place(),
        billing_address=_place(),
        lines=[line()],
        totals=totals(),
        gross=totals()["gross"],
        cancelled_gross="0.00",
        missing=[],
        warnings=[],
    )


def _place() -> orders.Address:
    return address(name="Baltic", street="", city="Kaunas", postal_code="")


@varied
def order_row() -> orders.OrdersItem:
    """An order in the list."""
    return orders.OrdersItem(
        id=ID,
        number="SO-2026-000012",
        client_name="Baltic <Dairy>",
        status="draft",
        ordered_on="2026-11-22",
        quote_id=None,
        gross=orders.Money(amount="3323.67", currency="EUR"),
        owner_id=PERSON,
    )


@varied
def shipment() -> orders.ShipmentView:
    """What left for the order."""
    shipped = orders.ShippedLine(line_id=LINE_ID, product_id=PRODUCT, quantity="3")
    return orders.ShipmentView(
        shipment_id="01900000-0000-7000-8000-0000000000b1",
        delivery_order_id="01900000-0000-7000-8000-0000000000b2",
        number="SH-1",
        dispatched_on="2026-11-22",
        delivered_on=None,
        carrier="",
        vehicle="",
        tracking="",
        lines=[shipped],
        totals=None,
    )


@varied
def invoice() -> orders.InvoiceView:
    """An invoice whose amounts the reader may not see."""
    return orders.InvoiceView(
        invoice_id="01900000-0000-7000-8000-0000000000b3",
        trigger_id="01900000-0000-7000-8000-0000000000b1",
        number="INV-1",
        issued_on="2026-11-22",
        due_on="2026-12-22",
        totals=None,
        open_amount=None,
        settled_on=None,
    )


@varied
def service() -> orders.ServiceView:
    """Two days of commissioning, one of them done."""
    done = orders.PerformanceView(performance_id="f1", performed_on="2026-11-23", quantity="1", totals=None)
    return orders.ServiceView(
        id="v1",
        number="SV-1",
        line_id="l2",
        product_number="SV-COM",
        product_name="Commissioning",
        quantity="2",
        performed="1",
        unit="day",
        due_on=None,
        status="open",
        performances=[done],
    )


@varied
def attachment() -> orders.AttachmentView:
    """A file kept with the order."""
    return orders.AttachmentView(
        id="d1",
        name="Customer PO – order.pdf",
        media_type="application/pdf",
        size=8,
        uploaded_by=PERSON,
        uploaded_at="2026-11-22T09:00:00Z",
    )
