"""Invoices and payments that fit nowhere."""

from web.lists.spec import ListSpec, View

LISTS = (
    ListSpec(
        key="invoices",
        title="Invoices",
        singular="invoice",
        path="/invoices",
        api="/api/billing/invoices",
        permission="billing.read",
        row="/invoices/{id}",
        columns=(
            "number", "client_name", "order_number", "issued_on", "next_due_on", "status", "gross",
            "open_amount",
        ),
        labels={
            "client_name": "Client",
            "order_number": "Sales order",
            "gross": "Total",
            "open_amount": "Open",
            "next_due_on": "Due next",
            "due_on": "Due in full",
            "issued_on": "Issued",
            "owner_id": "Sales representative",
            "customer_po": "Customer PO",
        },
        hidden=("id", "version", "client_id", "order_id"),
        views=(View("Open", "open_amount.gt=0"), View("Paid", "status=paid")),
        empty="Each shipment of an order makes one invoice.",
    ),
    ListSpec(
        key="refused-payments",
        title="Refused Payments",
        singular="refused payment",
        path="/refused-payments",
        api="/api/billing/refused-payments",
        permission="billing.read",
        main="reason",
        columns=("reason", "invoice_id", "refused_at"),
        people=(),
        status=None,
        empty="Payments that accounting reports and that fit no invoice stand here.",
    ),
)  # fmt: skip
