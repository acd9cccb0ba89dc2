"""What stands on a printed invoice: what was issued, never what was paid since."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing import queries
from billing.issuers import contact_of, issuer, language_of
from billing.schemas import InvoiceView
from chassis.language import _, pgettext, speaking
from chassis.work import Work
from kernel.company import by_profile
from kernel.papers import Letterhead, Paper, Template, figures, how_to_pay, priced_line

INVOICE = Template("billing", "invoice")


async def invoice(work: Work, invoice_id: UUID) -> Paper:
    """The invoice as it was issued; raises NotFound when absent or out of reach."""
    shown = await queries.invoice(work, invoice_id)
    company, named = await issuer(work, invoice_id), await contact_of(work, invoice_id)
    with speaking(await language_of(work, invoice_id)):
        head = by_profile(work, company)
        return Paper(
            template=INVOICE,
            number=shown.number,
            title=_("Invoice %(number)s", number=shown.number),
            version=shown.version,
            dated=shown.issued_on,
            path=f"/invoices/{shown.id}",
            country=shown.billing_address.country,
            letterhead=head,
            content=content(shown, head, named.lines() if named else []),
        )


def content(invoice: InvoiceView, head: Letterhead, contact: list[str]) -> dict[str, Any]:
    """Everything on it, as it is read in the spoken language."""
    currency, totals = invoice.totals.currency, invoice.totals
    return {
        "client": figures.address(invoice.billing_address, invoice.client.name, head.country),
        "contact": contact,
        "pay": how_to_pay(head, invoice.number),
        "facts": [
            (_("Invoice date"), figures.day(invoice.issued_on)),
            (_("Due on"), figures.day(invoice.due_on)),
            (_("Payment terms"), invoice.terms),
            (pgettext("on a paper", "Client"), invoice.client.number),
            (_("Order"), invoice.order_number),
            (_("Your order"), invoice.customer_po),
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
        due = ", ".join(_by(part.amount, currency, part.due_on) for part in invoice.instalments)
    else:
        due = _by(gross, currency, invoice.due_on)
    yield _("Please pay %(due)s and name %(number)s.", due=due, number=invoice.number)
    if invoice.discount_until is not None:
        yield _(
            "If you pay by %(day)s, take %(rate)s off and pay %(reduced)s.",
            day=figures.day(invoice.discount_until),
            rate=figures.percent(invoice.due.discount_rate),
            reduced=figures.money_of(gross - invoice.discount, currency),
        )


def _by(amount: Decimal, currency: str, day: date) -> str:
    return _("%(amount)s by %(day)s", amount=figures.money_of(amount, currency), day=figures.day(day))
