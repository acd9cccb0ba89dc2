"""A small accounting system: books our invoices, collects by direct debit, and reports the payments.

Collected is what is open of an invoice whose terms agree on it; all others wait for their payers.
"""

import asyncio
import os
import time
from datetime import date, datetime
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from faststream import FastStream
from faststream.kafka.annotations import KafkaMessage
from pydantic import BaseModel

from reference_consumers.notebook import Answer, Notebook
from reference_consumers.surroundings import FOLDER, ZONE
from reference_consumers.talking import because, give_answers, hearing, log, make_broker, of_type

PAY_AFTER = float(os.environ.get("PAY_AFTER", "1"))  # seconds from the invoice to the payment
COLLECTS = os.environ.get("COLLECTS", "direct debit").lower()  # words in the terms of what is collected
TABLES = """
CREATE TABLE IF NOT EXISTS booking (
    invoice_id TEXT PRIMARY KEY, event_id TEXT NOT NULL UNIQUE, number TEXT NOT NULL, client TEXT NOT NULL,
    issued_on TEXT NOT NULL, due_on TEXT NOT NULL, gross TEXT NOT NULL, open TEXT NOT NULL,
    currency TEXT NOT NULL);
"""


class Client(BaseModel):
    """Who owes."""

    name: str


class Totals(BaseModel):
    """What an invoice comes to."""

    gross: Decimal
    currency: str


class Issued(BaseModel):
    """The fields of sales.invoice.issued.v1 that we use; all others are ignored."""

    invoice_id: str
    number: str
    client: Client
    terms: str = ""
    issued_on: date
    due_on: date
    totals: Totals


class Paid(BaseModel):
    """The same of sales.invoice.payment-received.v1."""

    invoice_id: str
    open_amount: Decimal


notebook = Notebook(FOLDER / "accounting.sqlite", TABLES)
broker = make_broker("reference-accounting", notebook)
app = FastStream(broker, logger=log)
give_answers(app, broker, "accounting.payment.v1", notebook)
invoices = hearing(broker, "accounting", "sales.invoice.v1", notebook)


@invoices(filter=of_type("sales.invoice.issued.v1"))
async def book(invoice: Issued, message: KafkaMessage) -> None:
    """An invoice, and its collection when that is agreed; one that is booked already changes nothing."""
    gross, agreed = str(invoice.totals.gross), COLLECTS in invoice.terms.lower()
    row = invoice.invoice_id, message.headers["ce_id"], invoice.number, invoice.client.name
    days = invoice.issued_on.isoformat(), invoice.due_on.isoformat()
    with notebook.writing() as file:
        values = (*row, *days, gross, gross, invoice.totals.currency)
        booked = file.execute("INSERT OR IGNORE INTO booking VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
        if booked.rowcount and agreed and invoice.totals.gross > 0:
            notebook.plan(collection(invoice, message))


def collection(invoice: Issued, message: KafkaMessage) -> Answer:
    """The report of what is collected; on the day of the invoice at the earliest."""
    today = datetime.now(ZoneInfo(ZONE)).date()
    body = {
        "invoice_id": invoice.invoice_id,
        "invoice_number": invoice.number,
        "paid_on": max(today, invoice.issued_on).isoformat(),
        "amount": {"amount": str(invoice.totals.gross), "currency": invoice.totals.currency},
        "reference": f"direct debit {invoice.number}",
    }
    id = str(uuid5(NAMESPACE_URL, f"reference/payment/{invoice.invoice_id}"))
    due, type = time.time() + PAY_AFTER, "accounting.payment.reported.v1"
    return Answer(id, invoice.invoice_id, due, type, body, because(message))


@invoices(filter=of_type("sales.invoice.payment-received.v1"))
async def receive(paid: Paid) -> None:
    """Money came in, by whatever way: nothing is collected that somebody has paid or is paying."""
    with notebook.writing() as file:
        left = str(paid.open_amount), paid.invoice_id
        file.execute("UPDATE booking SET open = ? WHERE invoice_id = ?", left)
        notebook.drop(paid.invoice_id)


@invoices
async def ignore() -> None:
    """Everything else on the topic, also what a later Saleswire says."""


if __name__ == "__main__":
    asyncio.run(app.run())
