"""A quote that nobody got: it shows what the company's papers look like, in the spoken language."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from chassis.language import _
from contracts import money
from contracts.quotes import PriceRule
from contracts.values import Address, ItemKind, LineItem, PartyRef, Quantity
from kernel.decisions import DecisionView
from quotes.models import Status
from quotes.schemas import QuoteView

NOBODY = UUID(int=0)
DAY = date(2026, 1, 5)


def specimen() -> QuoteView:
    """The same at all times: a device in quantity, a service at a discount, freight and tax."""
    sold = (
        _line(1, ItemKind.DEVICE, "PS-240", _("Pressure sensor"), "10", "pcs", "224", "0"),
        _line(2, ItemKind.SERVICE, "SV-CAL", _("Calibration certificate"), "1", "pcs", "75", "0.05"),
    )
    place = Address(
        street=_("Example Street 12"), postal_code="12345", city=_("Sampletown"), country="Germany"
    )
    return QuoteView(
        id=NOBODY,
        version=1,
        number="Q-0000-000000",
        status=Status.SENT,
        revision=1,
        quoted_on=DAY,
        valid_until=date(2026, 2, 4),
        sent_on=DAY,
        decided_on=None,
        client=PartyRef(id=NOBODY, number="C-00000", name=_("Example Client Ltd")),
        distributor=None,
        contact_id=None,
        owner_id=NOBODY,
        terms=_("30 days net"),
        terms_id=None,
        due=None,
        project=_("Example project"),
        description=_("This is a specimen: it shows what papers look like, and offers nothing."),
        lead_time_days=14,
        external_ref=_("Your enquiry of 2 January"),
        shipping_address=place,
        billing_address=place,
        lines=sold,
        decisions=(_decision(sold[0]),),
        totals=money.totals(sold, Decimal(25), "EUR"),
        success_rate=None,
        expected_signing_on=None,
    )


def _line(
    position: int, kind: ItemKind, number: str, name: str, quantity: str, unit: str, price: str, discount: str
) -> LineItem:
    net = Decimal(quantity) * Decimal(price) * (1 - Decimal(discount))
    return LineItem(
        line_id=UUID(int=position),
        position=position,
        product_id=NOBODY,
        kind=kind,
        number=number,
        name=name,
        quantity=Quantity(value=Decimal(quantity), unit=unit),
        list_price=Decimal(price),
        unit_price=Decimal(price),
        discount=Decimal(discount),
        net=money.rounded(net, "EUR"),
        tax_rate=Decimal("0.19"),
    )


def _decision(line: LineItem) -> DecisionView:
    return DecisionView(
        line_id=line.line_id,
        price_list_id=NOBODY,
        price_list_version=1,
        priced_on=DAY,
        rule=PriceRule.QUANTITY_BREAK,
        floor=None,
        max_discount=None,
        discount_granted_by=None,
    )
