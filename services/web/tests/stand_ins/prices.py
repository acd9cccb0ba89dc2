"""What quotes and orders say of prices: both tell a line's in the same way."""

import json
from typing import Any

import httpx2

from stand_ins import Stage, listed, said
from stand_ins.crm import client_row
from stand_ins.orders import PRODUCT
from stand_ins.orders import totals as order_totals
from stand_ins.quotes import CLIENT, DEVICE, OPTION, SOLD
from stand_ins.quotes import totals as quote_totals
from stand_ins.varied import varied
from web.api import orders, quotes

Json = dict[str, Any]


def sells(stage: Stage) -> None:
    """The catalog has a device and an option for it, and quotes prices them at ten each."""
    stage.gateway.on("GET", "/api/catalog/products", _found)
    stage.gateway.on("GET", "/api/catalog/options", listed(SOLD[OPTION]))
    stage.gateway.on("POST", "/api/quotes/price", _priced)
    vesi = client_row(id=CLIENT, number="C-000003", name="Tallinna Vesi", city="Tallinn", country="Estonia")
    stage.gateway.on("GET", "/api/crm/clients", listed(vesi))


def _found(request: httpx2.Request) -> httpx2.Response:
    numbers = request.url.params.get("number", "").split(",")
    words = request.url.params.get("q", "").lower()
    ids = request.url.params.get("id", "").split(",")
    rows = [
        one
        for one in SOLD.values()
        if one["number"] in numbers or one["id"] in ids or (words and words in one["name"].lower())
    ]
    return listed(*rows)(request)


def _priced(request: httpx2.Request) -> httpx2.Response:
    lines = [_asked(at, asked) for at, asked in enumerate(json.loads(request.content)["lines"])]
    net = f"{sum(float(one['net'] or 0) for one in lines):.2f}"
    tax = quotes.TaxShown(tax_rate="0.190000", net=net, tax="0.00")
    sums = quote_totals(net=net, tax="0.00", gross=net)
    return said(of_quote(lines=lines, taxes=[tax], totals=sums))(request)


@varied
def of_quote() -> quotes.QuotePrice:
    """What nothing comes to."""
    return quotes.QuotePrice(
        priced_on="2026-11-22",
        currency="EUR",
        complete=True,
        may_grant=False,
        lead_time_days=14,
        lines=[],
        taxes=[],
        totals=quote_totals(),
        problems=[],
    )


def _asked(at: int, asked: Json) -> quotes.PricedLine:
    """How the line at this place is priced."""
    discount = asked.get("discount", "0")
    low = float(discount) > 0.5
    told = quotes.PriceProblem(type="t", pointer=f"/lines/{at}/discount", detail="Below the floor.")
    return priced_line(
        position=at + 1,
        product_id=asked["product_id"],
        product=_shown(asked["product_id"]),
        quantity=asked["quantity"],
        discount=discount,
        discount_on_list=discount,
        below_floor=low,
        needs_grant=not low and float(discount) > 0.02,
        net=f"{10 * float(asked['quantity']):.2f}",
        problems=[told] if low else [],
    )


def _shown(product_id: str) -> quotes.ProductShown:
    known = SOLD[product_id]
    return shown_product(number=known["number"], name=known["name"], kind=known["kind"])


@varied
def shown_product() -> quotes.ProductShown:
    """What is known of a product whose price was asked."""
    return quotes.ProductShown(
        kind="device",
        number="PS-240",
        name="Pressure sensor",
        category="",
        unit="pcs",
        supply="make",
        lead_time_days=14,
        sellable=True,
        fits=[],
    )


@varied
def priced_line() -> quotes.PricedLine:
    """One sensor at ten, nine each from ten on."""
    one, ten = (
        quotes.BreakShown(min_quantity=quantity, unit_price=each)
        for quantity, each in (("1", "10"), ("10", "9"))
    )
    return quotes.PricedLine(
        position=1,
        line_id=None,
        kept=False,
        priced_on="2026-11-22",
        product_id=DEVICE,
        product=shown_product(),
        kind="device",
        quantity="1",
        price_list=quotes.PriceListShown(
            id="list",
            version=2,
            valid_from="2026-01-01",
            valid_until=None,
            mode="adjustable",
            max_discount="0.02",
        ),
        breaks=[one, ten],
        quantity_break=one,
        next_break=ten,
        rule="list",
        list_price="10",
        unit_price="10",
        discount="0",
        effective_price="10",
        discount_on_list="0",
        floor="8",
        below_floor=False,
        needs_grant=False,
        net="10.00",
        tax_rate="0.190000",
        problems=[],
    )


@varied
def of_order() -> orders.OrderPrice:
    """What three gateways come to, less five per cent."""
    return orders.OrderPrice(
        priced_on="2026-11-22",
        currency="EUR",
        complete=True,
        may_grant=False,
        lead_time_days=15,
        lines=[gateways()],
        taxes=[],
        totals=order_totals(),
        problems=[],
    )


def gateways(**more: Any) -> orders.PricedLine:
    """The line of an order as it would be priced."""
    product = shown_product(number="GW-500", name="Gateway", lead_time_days=15)
    known = {"product_id": PRODUCT, "product": product, "quantity": "3", "discount": "0.05", "floor": None}
    prices = {"list_price": "980.00", "unit_price": "980.00", "effective_price": "931.00", "net": "2793.00"}
    return priced_line(**known | prices | {"breaks": [], "quantity_break": None, "next_break": None} | more)
