"""Invoices, and payments that fit none."""

from web.api import billing
from web.lists.spec import ListSpec, Quick, View
from web.section import Section
from web.sections.invoices.routes import router
from web.sidebar import Link

INVOICES = ListSpec(
    key="invoices",
    title="Invoices",
    singular="invoice",
    path="/invoices",
    api=billing.list_invoices(),
    row="/invoices/{id}",
    columns=(
        "number",
        "client_name",
        "status",
        "gross",
        "open_amount",
        "order_number",
        "issued_on",
        "next_due_on",
    ),
    hidden=("id", "version", "client_id", "order_id"),
    quick=(Quick("PDF", "print", "billing.read", path="/invoices/{id}/pdf"),),
    views=(
        View("Open", "open_amount.gt=0"),
        View("Overdue", "next_due_on.lt=today&open_amount.gt=0"),
        View("Paid", "status=paid"),
    ),
    empty="Each shipment and each performance of an order makes one invoice.",
    finds="invoice",
)
REFUSED_PAYMENTS = ListSpec(
    key="refused-payments",
    title="Refused Payments",
    singular="refused payment",
    path="/refused-payments",
    api=billing.list_refused_payments(),
    main="reason",
    columns=("reason", "invoice_id", "refused_at"),
    people=(),
    status=None,
    empty="Payments that accounting reports and that fit no invoice stand here.",
)
SECTION = Section(
    links=(
        Link(
            key="invoices",
            label="Invoices",
            path="/invoices",
            icon="invoice",
            purpose="What was invoiced, what is open, and what was paid.",
            go="i",
        ),
        Link(
            key="refused-payments",
            label="Refused Payments",
            path="/refused-payments",
            icon="refused",
            purpose="Payments that accounting reported and that fit no invoice.",
        ),
    ),
    lists=(INVOICES, REFUSED_PAYMENTS),
    router=router,
    places={
        "invoice": "/invoices/{id}",
    },
    documents={
        "invoice": "billing.read",
    },
)
