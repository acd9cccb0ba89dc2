"""What fulfillment says: what leaves, what is made and bought, services, stock and units."""

from stand_ins.crm import CLIENT, address, named
from stand_ins.identity import PERSON
from stand_ins.varied import varied
from web.api import fulfillment

ID = "01900000-0000-7000-8000-0000000000aa"


@varied
def line() -> fulfillment.LineView:
    """Three gateways, of which two lie ready."""
    return fulfillment.LineView(
        line_id="l1",
        position=1,
        product_id="p1",
        kind="device",
        number="GW-500",
        name="Gateway",
        supply="make",
        unit="pcs",
        quantity="3.0000",
        waiting="1.0000",
        reserved="2.0000",
        shipped="0.0000",
        cancelled="0.0000",
    )


@varied
def delivery_order() -> fulfillment.DeliveryOrderView:
    """A delivery order that waits for a gateway."""
    return fulfillment.DeliveryOrderView(
        id=ID,
        version=3,
        number="DO-1",
        status="waiting",
        order_id="o1",
        order_number="SO-1",
        client=named(),
        owner_id=PERSON,
        address=address(),
        due_on=None,
        call_before_delivery=True,
        released_on="2026-11-22",
        lines=[line()],
        shipments=[],
    )


@varied
def shipment() -> fulfillment.ShipmentView:
    """Two gateways that left and have not arrived."""
    left = fulfillment.ShippedLine(line_id="l1", product_id="p1", quantity="2", serial_numbers=["A-1", "A-2"])
    return fulfillment.ShipmentView(
        id=ID,
        version=4,
        number="SH-1",
        delivery_order_id=ID,
        order_id="o1",
        order_number="SO-1",
        client_id=CLIENT,
        client_name="Baltic",
        owner_id=PERSON,
        dispatched_on="2026-11-22",
        carrier="",
        vehicle="",
        tracking="",
        lines=[left],
        complete=False,
        delivered_on=None,
        received_by="",
    )


@varied
def pick_list() -> fulfillment.PickList:
    """Two gateways to take from three that were made."""
    pick = fulfillment.PickLine(
        line_id="l1",
        number="GW-500",
        name="Gateway",
        unit="pcs",
        pick="2.0000",
        waiting="1.0000",
        made=["A-1", "A-2", "A-3"],
    )
    return fulfillment.PickList(
        delivery_order_id=ID,
        version=3,
        number="DO-1",
        order_number="SO-1",
        client=named(),
        address=address(),
        due_on=None,
        call_before_delivery=False,
        lines=[pick],
    )


@varied
def job_order() -> fulfillment.JobOrderView:
    """Two gateways to make."""
    return fulfillment.JobOrderView(
        id=ID,
        version=1,
        number="JO-1",
        status="open",
        order_id="o1",
        order_number="SO-1",
        line_id="l1",
        product_id="p1",
        product_number="GW-500",
        product_name="Gateway",
        quantity="2",
        unit="pcs",
        due_on=None,
        done_on=None,
        client_id=CLIENT,
        owner_id=PERSON,
        serial_numbers=[],
    )


@varied
def purchase_request() -> fulfillment.PurchaseRequestView:
    """Two gateways to buy."""
    return fulfillment.PurchaseRequestView(
        id=ID,
        version=1,
        number="PR-1",
        status="open",
        order_id="o1",
        order_number="SO-1",
        line_id="l1",
        product_id="p1",
        product_number="GW-500",
        product_name="Gateway",
        quantity="2",
        unit="pcs",
        due_on=None,
        done_on=None,
        client_id=CLIENT,
        owner_id=PERSON,
    )


@varied
def service_order() -> fulfillment.ServiceOrderView:
    """Many days of commissioning, one of them done."""
    done = fulfillment.PerformanceView(
        id="f1",
        quantity="1.0000",
        performed_on="2026-11-23",
        note="Line <1> runs",
        recorded_by=PERSON,
        recorded_by_name="Pavel Novak",
        recorded_at="2026-11-23T10:00:00Z",
    )
    return fulfillment.ServiceOrderView(
        id=ID,
        version=2,
        number="SV-1",
        status="open",
        order_id="o1",
        order_number="SO-1",
        line_id="l2",
        product_id="p2",
        product_number="SV-COM",
        product_name="Commissioning",
        quantity="1234.5000",
        performed="1.0000",
        left="1233.5000",
        unit="day",
        due_on="2026-12-01",
        released_on="2026-11-22",
        client=named(),
        owner_id=PERSON,
        address=address(),
        performances=[done],
    )


@varied
def stock() -> fulfillment.StockView:
    """Five gateways, two of them promised."""
    return fulfillment.StockView(
        id=ID,
        version=1,
        number="GW-500",
        name="Gateway",
        kind="device",
        supply="make",
        unit="pcs",
        on_hand="5",
        reserved="2",
        available="3",
        waiting="0",
    )


@varied
def promised() -> fulfillment.PromisedLine:
    """For whom two gateways are held."""
    return fulfillment.PromisedLine(
        line_id="l1",
        delivery_order_id=ID,
        delivery_order_number="DO-1",
        order_id="o1",
        order_number="SO-1",
        client_id=CLIENT,
        client_name="Baltic",
        due_on=None,
        reserved="2.0000",
        waiting="1.0000",
    )


@varied
def unit_row() -> fulfillment.UnitsItem:
    """A gateway that was sold, in the list."""
    return fulfillment.UnitsItem(
        id=ID,
        serial_number="A-1",
        product_id="p1",
        product_number="GW-500",
        product_name="G",
        order_id="o1",
        order_number="SO-1",
        shipment_number="SH-1",
        shipped_on="2026-11-22",
        client_id=CLIENT,
        client_name="Baltic",
        owner_id=PERSON,
    )
