"""What the services answer to the pages of quotes, in the shapes that they answer in."""

import json
from typing import Any

import httpx2

from web.testing import PERSON, Stage, refused, said

QUOTE = "01a20387-5ff7-7eda-a9f6-fc810f3a0832"
CLIENT = "01a20387-55d2-7cd9-96fd-ae50eb6a276e"
DEVICE = "01a20387-5370-7591-a0ef-76744b0759ba"
OPTION = "01a20387-549c-727c-b2c3-165970004d89"
NUMBERS = {DEVICE: ("PS-240", "Pressure sensor", "device"), OPTION: ("OP-HSG", "Housing", "option")}
ADDRESS = {
    "name": "Vesi",
    "street": "",
    "city": "Tallinn",
    "region": "",
    "postal_code": "",
    "country": "Estonia",
}
SELLER = ("quotes.read", "quotes.write", "quotes.decide", "orders.write")
TOTALS = {"net": "8512.00", "freight": "0.00", "tax": "1617.28", "gross": "10129.28", "currency": "EUR"}
Json = dict[str, Any]


def line(product_id: str = DEVICE, quantity: str = "40", **more: Any) -> Json:
    """A line of a quote."""
    number, name, kind = NUMBERS[product_id]
    return {
        "line_id": f"line-{number}-{quantity}", "position": 1, "product_id": product_id, "kind": kind,
        "number": number, "name": name, "description": "", "quantity": {"value": quantity, "unit": "pcs"},
        "list_price": "224.00", "unit_price": "224.00", "discount": "0.05", "net": "8512.00",
        "tax_rate": "0.190000",
    } | more  # fmt: skip


def quote(**more: Any) -> Json:
    """A quote as it stands."""
    party = {"id": CLIENT, "number": "C-000003", "name": "Tallinna Vesi"}
    decision = {
        "line_id": "line-PS-240-40", "price_list_id": "list", "price_list_version": 2,
        "priced_on": "2026-09-08", "rule": "adjusted", "floor": "170.00", "max_discount": "0.02",
        "discount_granted_by": PERSON,
    }  # fmt: skip
    return {
        "id": QUOTE, "version": 3, "number": "Q-2026-000014", "status": "draft", "revision": 1,
        "quoted_on": "2026-09-08", "valid_until": "2026-10-08", "sent_on": None, "decided_on": None,
        "client": party, "distributor": None, "contact_id": None, "owner_id": PERSON, "terms": "30 days net",
        "project": "Reservoir", "description": "", "lead_time_days": 14, "external_ref": "",
        "shipping_address": ADDRESS, "billing_address": ADDRESS, "lines": [line()], "decisions": [decision],
        "totals": TOTALS,
        "success_rate": "0.6000", "expected_signing_on": None, "lost_reason": None,
        "missing": [],
    } | more  # fmt: skip


def shows(stage: Stage, **more: Any) -> Json:
    """The services know this quote."""
    shown = quote(**more)
    stage.gateway.on("GET", f"/api/quotes/{QUOTE}", said(shown))
    return shown


def sells(stage: Stage) -> None:
    """The catalogue has a device and an option for it, and quotes prices them at ten each."""
    products = [{"id": id, "number": of[0], "name": of[1]} for id, of in NUMBERS.items()]
    stage.gateway.on("GET", "/api/catalog/products", lambda request: _found(request, products))
    option = {"id": OPTION, "number": "OP-HSG", "name": "Housing", "fits": DEVICE,
              "total_price": {"amount": "10.00", "currency": "EUR"}}  # fmt: skip
    stage.gateway.on("GET", "/api/catalog/options", said({"items": [option], "next": None}))
    stage.gateway.on("POST", "/api/quotes/price", _priced)
    client = {"id": CLIENT, "number": "C-000003", "name": "Tallinna Vesi", "city": "Tallinn"}
    stage.gateway.on("GET", "/api/crm/clients", said({"items": [client], "next": None}))


def _found(request: httpx2.Request, products: list[Json]) -> httpx2.Response:
    numbers = request.url.params.get("number", "").split(",")
    words = request.url.params.get("q", "").lower()
    items = [one for one in products if one["number"] in numbers or (words and words in one["name"].lower())]
    return said({"items": items, "next": None})(request)


def _priced(request: httpx2.Request) -> httpx2.Response:
    lines = [_line(at, asked) for at, asked in enumerate(json.loads(request.content)["lines"])]
    net = f"{sum(float(one['net']) for one in lines):.2f}"
    totals = {"net": net, "freight": "0.00", "tax": "0.00", "gross": net, "currency": "EUR"}
    taxes = [{"tax_rate": "0.190000", "net": net, "tax": "0.00"}]
    return said({
        "priced_on": "2026-11-22", "currency": "EUR", "complete": True, "may_grant": False,
        "lines": lines, "taxes": taxes, "totals": totals, "problems": [],
    })(request)  # fmt: skip


def _line(at: int, asked: Json) -> Json:
    number, name, kind = NUMBERS[asked["product_id"]]
    low = float(asked.get("discount", 0)) > 0.5
    told = {"type": "t", "pointer": f"/lines/{at}/discount", "detail": "Below the floor."}
    return {
        "product_id": asked["product_id"],
        "product": {"number": number, "name": name, "kind": kind, "unit": "pcs"},
        "breaks": [{"min_quantity": "1", "unit_price": "10"}, {"min_quantity": "10", "unit_price": "9"}],
        "quantity_break": {"min_quantity": "1", "unit_price": "10"},
        "next_break": {"min_quantity": "10", "unit_price": "9"}, "list_price": "10", "floor": "8",
        "price_list": {"max_discount": "0.02"}, "discount_on_list": asked.get("discount", "0"),
        "below_floor": low, "needs_grant": not low and float(asked.get("discount", 0)) > 0.02,
        "net": f"{10 * float(asked['quantity']):.2f}", "problems": [told] if low else [],
    }  # fmt: skip


def somebody_was_faster(**now: Any) -> Any:
    """The answer to a change of an old version."""
    return refused(412, "Somebody was faster", current=quote(version=4, **now))


def body(request: httpx2.Request) -> Json:
    """What was sent."""
    sent: Json = json.loads(request.content)
    return sent
