"""A small accounting system: books our invoices, collects by direct debit, and reports the payments.

Collected is what is open of an invoice whose terms agree on it; all others wait for their payers.
"""

import time
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from reference_consumers import stranger
from reference_consumers.notebook import Answer, Notebook
from reference_consumers.stranger import Fact

ISSUED = "sales.invoice.issued.v1"
PAID = "sales.invoice.payment-received.v1"
REPORTED = "accounting.payment.reported.v1"
TABLES = """
CREATE TABLE IF NOT EXISTS booking (
    invoice_id TEXT PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, number TEXT NOT NULL, client TEXT NOT NULL,
    issued_on TEXT NOT NULL, due_on TEXT NOT NULL, gross TEXT NOT NULL, open TEXT NOT NULL,
    currency TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS receipt (
    payment_id TEXT PRIMARY KEY, invoice_id TEXT NOT NULL, amount TEXT NOT NULL);
"""


@dataclass(frozen=True)
class Accounting:
    """``pay_after`` in seconds; ``collects`` are words of the terms, in lower case."""

    pay_after: float = 1.0
    collects: str = "direct debit"
    zone: str = "Europe/Berlin"
    name = "accounting"
    reads = "sales.invoice.v1"
    answers_on = "accounting.payment.v1"
    knows = (ISSUED, PAID)

    def hear(self, notebook: Notebook, fact: Fact) -> None:
        """Book an invoice or a payment; what is known already changes nothing."""
        if fact.type == ISSUED:
            self.book(notebook, fact)
        else:
            receive(notebook, fact)

    def book(self, notebook: Notebook, fact: Fact) -> None:
        """An invoice, and its collection when that is agreed."""
        body, totals = fact.body, fact.body["totals"]
        row = (body["invoice_id"], fact.id, body["number"], body["client"]["name"], body["issued_on"])
        amounts = (body["due_on"], totals["gross"], totals["gross"], totals["currency"])
        booked = notebook.connection.execute(
            "INSERT OR IGNORE INTO booking VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (*row, *amounts)
        )
        agreed = self.collects in str(body.get("terms", "")).lower()
        if booked.rowcount and agreed and Decimal(totals["gross"]) > 0:
            notebook.plan(self.collection(fact))

    def collection(self, fact: Fact) -> Answer:
        """The report of what is collected; on the day of the invoice at the earliest."""
        body = fact.body
        today = datetime.now(ZoneInfo(self.zone)).date()
        return Answer(
            id=str(uuid5(NAMESPACE_URL, f"reference/payment/{body['invoice_id']}")),
            about=body["invoice_id"],
            due=time.time() + self.pay_after,
            type=REPORTED,
            body={
                "invoice_id": body["invoice_id"],
                "invoice_number": body["number"],
                "paid_on": max(today, date.fromisoformat(body["issued_on"])).isoformat(),
                "amount": {"amount": body["totals"]["gross"], "currency": body["totals"]["currency"]},
                "reference": f"direct debit {body['number']}",
            },
            headers=fact.because(),
        )


def receive(notebook: Notebook, fact: Fact) -> None:
    """Money came in, by whatever way: nothing is collected that somebody has paid or is paying."""
    body = fact.body
    notebook.connection.execute(
        "INSERT OR IGNORE INTO receipt VALUES (?, ?, ?)",
        (body["payment_id"], body["invoice_id"], body["amount"]["amount"]),
    )
    notebook.connection.execute(
        "UPDATE booking SET open = ? WHERE invoice_id = ?", (body["open_amount"], body["invoice_id"])
    )
    notebook.drop(body["invoice_id"])


def main() -> None:
    """The program."""
    options = stranger.parser(__doc__ or "")
    options.add_argument("--pay-after", type=float, default=1.0, help="seconds from invoice to payment")
    options.add_argument("--collects", default="direct debit", help="words in the terms of what is collected")
    asked = options.parse_args()
    stranger.run(Accounting(asked.pay_after, asked.collects.lower()), TABLES, asked)


if __name__ == "__main__":
    main()
