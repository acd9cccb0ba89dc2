"""What billing says: an invoice and its payment, a client's credit, entries of the registers."""

from stand_ins.crm import CLIENT, address, named
from stand_ins.identity import PERSON
from stand_ins.varied import varied
from web.api import billing

INVOICE, ORDER = "01900000-0000-7000-8000-0000000000d1", "01900000-0000-7000-8000-0000000000d2"
TERMS, TREATMENT = "01900000-0000-7000-8000-0000000000a1", "01900000-0000-7000-8000-0000000000a7"


@varied
def invoice() -> billing.InvoiceView:
    """An invoice that nobody has paid, long ago."""
    return billing.InvoiceView(
        id=INVOICE,
        version=3,
        number="INV-2026-000001",
        status="open",
        trigger_id="01900000-0000-7000-8000-0000000000d3",
        order_id=ORDER,
        order_number="SO-2026-000001",
        client=named(),
        owner_id=PERSON,
        issued_on="2020-01-01",
        due_on="2020-01-31",
        next_due_on="2020-01-31",
        terms="30 days",
        due=billing.DueRule(net_days=30),
        discount_until=None,
        discount="0",
        instalments=[],
        customer_po="PO-1",
        billing_address=address(),
        lines=[_line()],
        totals=billing.Totals(net="100.00", freight="0", tax="19.00", gross="119.00", currency="EUR"),
        open_amount="119.00",
    )


def _line() -> billing.InvoiceLine:
    return billing.InvoiceLine(
        line_id="01900000-0000-7000-8000-0000000000d4",
        position=1,
        product_id="01900000-0000-7000-8000-0000000000d5",
        kind="device",
        number="TS-110",
        name="Sensor",
        quantity="2",
        unit="pcs",
        unit_price="50",
        discount="0",
        net="100.00",
        tax_rate="0.19",
    )


@varied
def credit() -> billing.CreditView:
    """A limit that an order waits for."""
    return billing.CreditView(
        id=CLIENT,
        version=2,
        limit=billing.Money(amount="1000", currency="EUR"),
        undecided=False,
        exposure=[],
        waiting_orders=[ORDER],
    )


@varied
def currency() -> billing.CurrencyView:
    """The company's own currency."""
    return billing.CurrencyView(code="EUR", name="Euro", decimals=2, enabled=True, own=True)


@varied
def terms() -> billing.TermsView:
    """Two halves, with discount."""
    halves = [billing.Instalment(share="0.5", net_days=days) for days in (0, 14)]
    return billing.TermsView(
        id=TERMS,
        version=2,
        name="Halves",
        aliases=["50/50"],
        text="In two halves",
        due=billing.DueRule(
            net_days=14, end_of_month=False, discount_rate="0.02", discount_days=7, instalments=halves
        ),
        is_default=False,
        withdrawn=False,
    )


@varied
def terms_row() -> billing.PaymentTermsItem:
    """Terms in the register."""
    return billing.PaymentTermsItem(id=TERMS, name="Halves", is_default=False)


@varied
def treatment() -> billing.TreatmentView:
    """Freight of what goes abroad."""
    return billing.TreatmentView(
        id=TREATMENT,
        version=2,
        name="Export",
        text="No tax: export",
        method="fixed",
        rate="0.070000",
        is_default=False,
        withdrawn=False,
    )


@varied
def treatment_row() -> billing.TaxTreatmentsItem:
    """The same in the register."""
    return billing.TaxTreatmentsItem(id=TREATMENT, name="Export", is_default=False)
