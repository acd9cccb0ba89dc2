"""Reading invoices, payments and credit."""

from uuid import UUID

from sqlalchemy import select

from billing.currencies import currency_table
from billing.models import (
    CreditAccount,
    CreditStatus,
    Invoice,
    InvoiceStatus,
    credit_exposure,
    invoice_table,
    order_credit,
    payment,
)
from billing.payment_terms import PaymentTerms, payment_terms_table
from billing.schemas import (
    CreditView,
    CurrencyView,
    ExposureView,
    InvoiceView,
    PaymentView,
    TermsView,
    TreatmentView,
)
from billing.settings import Settings
from billing.tax_treatments import TaxTreatment, tax_treatment_table
from chassis.errors import NotFound
from chassis.inbound import Fate, foreign_fact
from chassis.language import N_, _
from chassis.lists import Column, ListSpec
from chassis.number_formats import currency_name
from chassis.work import Work, peek
from contracts.billing import TaxMethod
from contracts.currencies import CURRENCIES
from contracts.values import Money
from kernel.access import colleague

_c = invoice_table.c

INVOICES = ListSpec(
    name="invoices",
    source=invoice_table,
    scope=(_c.owner_id, _c.client_id),
    default_sort="-number",
    columns={
        "id": Column(_c.id, "uuid"),
        "number": Column(_c.number, "text", sortable=True, searchable=True, code=True),
        "client_name": Column(_c.client_name, "text", sortable=True, searchable=True, label=N_("Client")),
        "client_id": Column(_c.client_id, "uuid"),
        "order_id": Column(_c.order_id, "uuid"),
        "order_number": Column(
            _c.order_number, "text", sortable=True, searchable=True, label=N_("Sales order"), code=True
        ),
        "issued_on": Column(_c.issued_on, "date", sortable=True, label=N_("Issued")),
        "due_on": Column(_c.due_on, "date", sortable=True, label=N_("Due in full")),
        "next_due_on": Column(_c.next_due_on, "date", sortable=True, label=N_("Due next")),
        "status": Column(_c.status, "enum", sortable=True, choices=InvoiceStatus),
        "gross": Column(_c.gross, "money", sortable=True, currency=_c.currency, label=N_("Total")),
        "open_amount": Column(_c.open_amount, "money", sortable=True, currency=_c.currency, label=N_("Open")),
        "owner_id": colleague(_c.owner_id, label=N_("Sales representative")),
        "customer_po": Column(_c.customer_po, "text", searchable=True, label=N_("Customer PO"), code=True),
        "version": Column(_c.version, "int"),
    },
)

_f = foreign_fact.c
REFUSED_PAYMENTS = ListSpec(
    name="refused-payments",
    source=foreign_fact,
    where=_f.fate == Fate.REFUSED,
    scope=None,
    default_sort="-refused_at",
    columns={
        "id": Column(_f.id, "uuid"),
        "invoice_id": Column(_f.subject_id, "uuid"),
        "reason": Column(_f.reason, "text", searchable=True),
        "refused_at": Column(_f.heard_at, "time", sortable=True),
        "source": Column(_f.source, "text", searchable=True, code=True),
        "event_id": Column(_f.event_id, "text", searchable=True, code=True),
    },
)


_x = credit_exposure.c
CLIENT_CREDITS = ListSpec(
    name="client-credits",
    source=credit_exposure,
    where=_x.prepaid > 0,
    scope=(None, _x.client_id),
    default_sort="-prepaid",
    columns={
        "id": Column(_x.id, "uuid"),
        "client_id": Column(_x.client_id, "uuid", leads_to="/api/crm/clients"),
        "prepaid": Column(_x.prepaid, "money", currency=_x.currency),
        "receivables": Column(_x.receivables, "money", currency=_x.currency),
    },
)

_terms = payment_terms_table.c
TERMS = ListSpec(
    name="payment-terms",
    source=payment_terms_table,
    default_sort="name",
    columns={
        "id": Column(_terms.id, "uuid"),
        "name": Column(_terms.name, searchable=True),
        "text": Column(_terms.text, sortable=False, searchable=True, label=N_("Printed as")),
        "net_days": Column(
            _terms.due["net_days"].as_integer(), "int", sortable=False, label=N_("Due after, days")
        ),
        "is_default": Column(_terms.is_default, "bool", sortable=False, label=N_("Default")),
        "withdrawn": Column(_terms.withdrawn, "bool", sortable=False),
        "version": Column(_terms.version, "int", sortable=False),
    },
)


_treatment = tax_treatment_table.c
TREATMENTS = ListSpec(
    name="tax-treatments",
    source=tax_treatment_table,
    default_sort="name",
    columns={
        "id": Column(_treatment.id, "uuid"),
        "name": Column(_treatment.name, searchable=True),
        "text": Column(_treatment.text, sortable=False, searchable=True, label=N_("Printed as")),
        "method": Column(_treatment.method, "enum", choices=TaxMethod, sortable=False),
        "rate": Column(_treatment.rate, "quantity", sortable=False),
        "is_default": Column(_treatment.is_default, "bool", sortable=False, label=N_("Default")),
        "withdrawn": Column(_treatment.withdrawn, "bool", sortable=False),
        "version": Column(_treatment.version, "int", sortable=False),
    },
)


async def invoice(work: Work, invoice_id: UUID) -> InvoiceView:
    """One invoice; raises NotFound when absent or out of reach."""
    found = await peek(work, Invoice, invoice_id)
    if found is None:
        raise NotFound(_("There is no invoice %(invoice_id)s.", invoice_id=invoice_id))
    await work.reach(*found.belongs_to(), "invoice")
    return InvoiceView.model_validate(found)


async def payments(work: Work, invoice_id: UUID) -> list[PaymentView]:
    """Payments against the invoice, oldest first."""
    await invoice(work, invoice_id)
    rows = await work.execute(
        select(payment).where(payment.c.invoice_id == invoice_id).order_by(payment.c.id)
    )
    return [
        PaymentView(
            id=row.id,
            received_on=row.received_on,
            amount=Money(amount=row.amount, currency=row.currency),
            surplus=row.surplus,
            reference=row.reference,
            via=row.via,
            recorded_at=row.recorded_at,
        )
        for row in rows
    ]


async def credit(work: Work, client_id: UUID) -> CreditView:
    """The client's limit and exposure; version 0 and no limit when nobody decided yet."""
    await work.reach(None, client_id, "client")
    account = await peek(work, CreditAccount, client_id)
    rows = await work.execute(select(credit_exposure).where(credit_exposure.c.client_id == client_id))
    waiting = await work.execute(
        select(order_credit.c.order_id)
        .where(order_credit.c.client_id == client_id, order_credit.c.status == CreditStatus.REFUSED)
        .order_by(order_credit.c.arrival)
    )
    assert isinstance(work.settings, Settings)
    return CreditView(
        id=client_id,
        version=account.version if account else 0,
        limit=account.limit if account else None,
        undecided=work.settings.new_clients_wait and not (account and account.decided),
        exposure=[
            ExposureView(
                currency=row.currency,
                open_orders=row.open_orders,
                receivables=row.receivables,
                prepaid=row.prepaid,
                total=row.open_orders + row.receivables - row.prepaid,
            )
            for row in rows
        ],
        waiting_orders=list(waiting.scalars()),
    )


async def terms(work: Work, terms_id: UUID) -> TermsView:
    """An entry of the register of payment terms; raises NotFound."""
    found = await peek(work, PaymentTerms, terms_id)
    if found is None:
        raise NotFound(_("There are no payment terms %(terms_id)s.", terms_id=terms_id))
    return TermsView.model_validate(found)


async def treatment(work: Work, treatment_id: UUID) -> TreatmentView:
    """An entry of the register of tax treatments; raises NotFound."""
    found = await peek(work, TaxTreatment, treatment_id)
    if found is None:
        raise NotFound(_("There is no tax treatment %(treatment_id)s.", treatment_id=treatment_id))
    return TreatmentView.model_validate(found)


async def currencies(work: Work) -> list[CurrencyView]:
    """The register of currencies, the company's own first."""
    own = work.settings.company_currency
    rows = await work.execute(select(currency_table).order_by(currency_table.c.code))
    entered = {own: True} | {row.code: row.enabled for row in rows if row.version and row.code != own}
    return [
        CurrencyView(
            code=code,
            name=currency_name(code, CURRENCIES[code][1]),
            decimals=CURRENCIES[code][0],
            enabled=enabled,
            own=code == own,
        )
        for code, enabled in entered.items()
    ]
