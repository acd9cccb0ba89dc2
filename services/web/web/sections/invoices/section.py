"""Invoices, and payments that fit none."""

from chassis.language import N_
from web.api import billing
from web.lists.spec import ListSpec, Quick, View
from web.section import Section
from web.sections.invoices.routes import router
from web.sidebar import Link

INVOICES = ListSpec(
    key="invoices",
    title=N_("Invoices"),
    singular=N_("invoice"),
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
        View(N_("Open"), "open_amount.gt=0"),
        View(N_("Overdue"), "next_due_on.lt=today&open_amount.gt=0"),
        View(N_("Paid"), "status=paid"),
    ),
    empty=N_("Each shipment and each performance of an order makes one invoice."),
    finds="invoice",
)
REFUSED_PAYMENTS = ListSpec(
    key="refused-payments",
    title=N_("Refused Payments"),
    singular=N_("refused payment"),
    path="/refused-payments",
    api=billing.list_refused_payments(),
    main="reason",
    columns=("reason", "invoice_id", "refused_at"),
    people=(),
    status=None,
    empty=N_("Payments that accounting reports and that fit no invoice stand here."),
)
SECTION = Section(
    links=(
        Link(
            key="invoices",
            label=N_("Invoices"),
            path="/invoices",
            icon="invoice",
            purpose=N_("What was invoiced, what is open, and what was paid."),
            go="i",
        ),
        Link(
            key="refused-payments",
            label=N_("Refused Payments"),
            path="/refused-payments",
            icon="refused",
            purpose=N_("Payments that accounting reported and that fit no invoice."),
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
