"""What quotes says: a quote, its lines and its revisions."""

import json
from typing import Any

import httpx2

from stand_ins import Stage, refused, said
from stand_ins.answers import Answer, totalled
from stand_ins.catalog import product_row
from stand_ins.crm import address
from stand_ins.identity import PERSON
from stand_ins.varied import varied
from web.api import quotes

QUOTE = "01a20387-5ff7-7eda-a9f6-fc810f3a0832"
CLIENT = "01a20387-55d2-7cd9-96fd-ae50eb6a276e"
DEVICE = "01a20387-5370-7591-a0ef-76744b0759ba"
OPTION = "01a20387-549c-727c-b2c3-165970004d89"
SOLD = {
    DEVICE: product_row(id=DEVICE, number="PS-240", name="Pressure sensor"),
    OPTION: product_row(id=OPTION, number="OP-HSG", name="Housing", kind="option", fits=DEVICE),
}
SELLER = ("quotes.read", "quotes.write", "quotes.decide", "orders.write")
Json = dict[str, Any]


@varied
def totals() -> quotes.Totals:
    """Forty sensors, less five per cent, with tax."""
    return quotes.Totals(net="8512.00", freight="0.00", tax="1617.28", gross="10129.28", currency="EUR")


def line(product_id: str = DEVICE, quantity: str = "40", **more: Any) -> quotes.LineItem:
    """A line of a quote."""
    product = SOLD[product_id]
    named = {"number": product["number"], "name": product["name"], "kind": product["kind"]}
    known = {"line_id": f"line-{product['number']}-{quantity}", "product_id": product_id} | named
    return _line(**known | {"quantity": {"value": quantity, "unit": "pcs"}} | more)


@varied
def _line() -> quotes.LineItem:
    return quotes.LineItem(
        line_id="",
        position=1,
        product_id=DEVICE,
        kind="device",
        number="",
        name="",
        description="",
        quantity=quotes.Quantity(value="1", unit="pcs"),
        list_price="224.00",
        unit_price="224.00",
        discount="0.05",
        net="8512.00",
        tax_rate="0.190000",
    )


@varied
def decision() -> quotes.DecisionView:
    """A discount that somebody granted."""
    return quotes.DecisionView(
        line_id="line-PS-240-40",
        price_list_id="list",
        price_list_version=2,
        priced_on="2026-09-08",
        rule="adjusted",
        floor="170.00",
        max_discount="0.02",
        discount_granted_by=PERSON,
    )


def client() -> quotes.PartyRef:
    """For whom the quote is."""
    return quotes.PartyRef(id=CLIENT, number="C-000003", name="Tallinna Vesi")


@varied
def quote() -> quotes.QuoteView:
    """A draft of one line."""
    return quotes.QuoteView(
        id=QUOTE,
        version=3,
        number="Q-2026-000014",
        status="draft",
        revision=1,
        quoted_on="2026-09-08",
        valid_until="2026-10-08",
        sent_on=None,
        decided_on=None,
        client=client(),
        distributor=None,
        contact_id=None,
        owner_id=PERSON,
        terms="30 days net",
        terms_id=None,
        due=quotes.DueRule(net_days=30),
        project="Reservoir",
        description="",
        lead_time_days=14,
        external_ref="",
        shipping_address=_place(),
        billing_address=_place(),
        lines=[line()],
        decisions=[decision()],
        totals=totals(),
        success_rate="0.6000",
        expected_signing_on=None,
        lost_reason=None,
        missing=[],
    )


def _place() -> quotes.Address:
    return address(name="Vesi", street="", city="Tallinn", postal_code="", country="Estonia")


@varied
def quote_row() -> quotes.QuotesItem:
    """A quote in the list."""
    return quotes.QuotesItem(
        id=QUOTE,
        number="Q-2026-000014",
        client_name="Tallinna Vesi",
        project="",
        decided_on=None,
        net=quotes.Money(amount="10.00", currency="EUR"),
    )


@varied
def content() -> quotes.RevisionContent:
    """What the quote offered at a time."""
    return quotes.RevisionContent(
        lines=[line()],
        decisions=[decision()],
        totals=totals(),
        terms="30 days net",
        description="",
        valid_until="2026-10-08",
        lead_time_days=14,
        due=quotes.DueRule(net_days=30),
        quoted_on="2026-09-08",
        project="Reservoir",
        external_ref="",
        client=client(),
        distributor=None,
        contact_id=None,
        shipping_address=_place(),
        billing_address=_place(),
    )


def revision(number: int, current: bool = False, **more: Any) -> quotes.RevisionView:
    """A revision with this number and content."""
    return quotes.RevisionView(
        revision=number, sent_on=None, replaced_at=None, current=current, content=content(**more)
    )


def waiting(count: int) -> Answer:
    """So many quotes, and what they come to."""
    return totalled(count, net=[], gross=[])


def shows(stage: Stage, **more: Any) -> quotes.QuoteView:
    """The services know this quote."""
    shown = quote(**more)
    stage.gateway.on("GET", f"/api/quotes/{QUOTE}", said(shown))
    return shown


def somebody_was_faster(**now: Any) -> Answer:
    """The answer to a change of an old version."""
    return refused(412, "Somebody was faster", current=quote(version=4, **now))


def body(request: httpx2.Request) -> Json:
    """What was sent."""
    sent: Json = json.loads(request.content)
    return sent
