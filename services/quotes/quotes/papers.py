"""What stands on a printed quote."""

from typing import Any
from uuid import UUID

from chassis.work import Work
from contracts.quotes import PriceRule
from contracts.values import LineItem
from kernel.colleagues import contact_lines
from kernel.company import letterhead
from kernel.decisions import DecisionView
from kernel.papers import Letterhead, Paper, Template, figures, priced_line
from quotes import queries
from quotes.models import Status
from quotes.schemas import QuoteView
from quotes.specimen import specimen as specimen_quote

QUOTE = Template("quotes", "quote")
CONTACT = ["Example Seller", "+49 30 000000", "seller@example.com"]
MARKS = {Status.DRAFT: "Draft", Status.DECLINED: "Declined", Status.EXPIRED: "Expired"}


async def quote(work: Work, quote_id: UUID) -> Paper:
    """The quote as its client gets it; raises NotFound when absent or out of reach."""
    shown = await queries.quote(work, quote_id)
    head, contact = await letterhead(work), await contact_lines(work, shown.owner_id)
    return Paper(
        template=QUOTE,
        number=shown.number,
        title=f"Quote {shown.number}",
        version=shown.version,
        dated=shown.sent_on or shown.quoted_on,
        path=f"/quotes/{shown.id}",
        country=shown.billing_address.country,
        letterhead=head,
        content=content(shown, head, contact),
    )


async def specimen(work: Work) -> Paper:
    """What the company's papers look like now."""
    shown, head = specimen_quote(), await letterhead(work)
    return Paper(
        template=QUOTE,
        number=shown.number,
        title="Specimen of a quote",
        version=shown.version,
        dated=shown.quoted_on,
        country=shown.billing_address.country,
        letterhead=head,
        content=content(shown, head, CONTACT) | {"watermark": "Specimen"},
    )


def content(quote: QuoteView, head: Letterhead, contact: list[str]) -> dict[str, Any]:
    """Everything on it, as it is read."""
    currency, totals = quote.totals.currency, quote.totals
    decisions = {decision.line_id: decision for decision in quote.decisions}
    return {
        "watermark": MARKS.get(Status(quote.status), ""),
        "revision": f"Revision {quote.revision}",
        "client": figures.address(quote.billing_address, quote.client.name, head.country),
        "contact": contact,
        "shipping": figures.address(quote.shipping_address, quote.client.name, head.country),
        "facts": [
            ("Date", figures.day(quote.sent_on or quote.quoted_on)),
            ("Valid until", figures.day(quote.valid_until)),
            ("Client", quote.client.number),
            ("Your reference", quote.external_ref),
            ("Payment terms", quote.terms),
            ("Lead time", _days(quote.lead_time_days)),
            ("Project", quote.project),
            ("Distributor", quote.distributor.name if quote.distributor else ""),
        ],
        "description": quote.description,
        "currency": currency,
        "has_discounts": any(line.discount for line in quote.lines),
        "lines": [_line(line, decisions.get(line.line_id), currency) for line in quote.lines],
        "totals": figures.sums(quote.lines, totals),
        "freight_note": figures.freight_note(totals),
        "acceptance": _acceptance(quote),
    }


def _acceptance(quote: QuoteView) -> str:
    """What the client signs; nothing on a quote that can no longer be accepted."""
    if quote.status not in (Status.DRAFT, Status.SENT):
        return ""
    return (
        f"We accept quote {quote.number}, revision {quote.revision}, over "
        f"{figures.money_of(quote.totals.gross, quote.totals.currency)} and order as it says. "
        f"It is valid until {figures.day(quote.valid_until)}."
    )


def _line(line: LineItem, decision: DecisionView | None, currency: str) -> dict[str, Any]:
    quantity, unit, why = line.quantity.value, line.quantity.unit, ""
    if decision is not None and decision.rule == PriceRule.QUANTITY_BREAK:
        why = f"Quantity price for {figures.count(quantity)} {unit}"
    return priced_line(line, quantity, unit, currency, line.description, why)


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}" if days else ""
