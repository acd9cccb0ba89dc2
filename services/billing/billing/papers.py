"""What stands on a printed invoice: what was issued, never what was paid since."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from billing import queries
from billing.issuers import contact_of, issuer
from billing.schemas import InvoiceView
from chassis.work import Work
from kernel.company import by_profile
from kernel.papers import Letterhead, Paper, Template, figures, how_to_pay, priced_line

INVOICE = Template("billing", "invoice")


async def invoice(work: Work, invoice_id: UUID) -> Paper:
    """The invoice as it was issued; raises NotFound when absent or out of reach."""
    shown = await queries.invoice(work, invoice_id)
    head = by_profile(work, await issuer(work, invoice_id))
    named = await contact_of(work, invoice_id)
    return Paper(
        template=INVOICE,
        number=shown.number,
        title=f"Invoice {shown.number}",
        version=shown.version,
        dated=shown.issued_on,
        path=f"/invoices/{shown.id}",
        country=shown.billing_address.country,
        letterhead=head,
        content=content(shown, head, named.lines() if named else []),
    )


def content(invoice: InvoiceView, head: Letterhead, contact: list[str]) -> dict[str, Any]:
    """Everything on it, as it is read."""
    currency, totals = invoice.totals.currency, invoice.totals
    return {
        "client": figures.address(invoice.billing_address, invoice.client.name, head.country),
        "contact": contact,
        "pay": how_to_pay(head, invoice.number),
        "facts": [
            ("Invoice date", figures.day(invoice.issued_on)),
            ("Due on", figures.day(invoice.due_on)),
            ("Payment terms", invoice.terms),
            ("Client", invoice.client.number),
            ("Order", invoice.order_number),
            ("Your order", invoice.customer_po),
        ],
        "currency": currency,
        "has_discounts": any(line.discount for line in invoice.lines),
        "lines": [priced_line(line, line.quantity, line.unit, currency) for line in invoice.lines],
        "totals": figures.sums(invoice.lines, totals),
        "freight_note": figures.freight_note(totals),
        "payment": " ".join(_payment(invoice)),
    }


def _payment(invoice: InvoiceView) -> Iterator[str]:
    """What is to be paid until when, in sentences."""
    currency, gross = invoice.totals.currency, invoice.totals.gross
    if invoice.instalments:
        parts = (
            f"{figures.money_of(part.amount, currency)} by {figures.day(part.due_on)}"
            for part in invoice.instalments
        )
        yield f"Please pay {', '.join(parts)} and name {invoice.number}."
    else:
        due = f"{figures.money_of(gross, currency)} by {figures.day(invoice.due_on)}"
        yield f"Please pay {due} and name {invoice.number}."
    if invoice.discount_until is not None:
        reduced = figures.money_of(gross - invoice.discount, currency)
        rate = figures.percent(invoice.due.discount_rate)
        yield f"If you pay by {figures.day(invoice.discount_until)}, take {rate} off and pay {reduced}."
