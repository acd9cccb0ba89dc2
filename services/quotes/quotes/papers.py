"""What stands on a printed quote."""

from typing import Any
from uuid import UUID

from chassis.papers import Paper, Template, figures
from chassis.work import Work
from contracts.quotes import PriceRule
from contracts.values import LineItem
from kernel.decisions import DecisionView
from quotes import queries
from quotes.documents import QuoteView
from quotes.models import Status

QUOTE = Template("quotes", "quote")
MARKS = {Status.DRAFT: "Draft", Status.DECLINED: "Declined", Status.EXPIRED: "Expired"}


async def quote(work: Work, quote_id: UUID) -> Paper:
    """The quote as its client gets it; raises NotFound when absent or out of reach."""
    shown = await queries.quote(work, quote_id)
    return Paper(
        template=QUOTE,
        number=shown.number,
        title=f"Quote {shown.number}",
        version=shown.version,
        dated=shown.sent_on or shown.quoted_on,
        path=f"/quotes/{shown.id}",
        content=content(shown),
    )


def content(quote: QuoteView) -> dict[str, Any]:
    """Everything on it, as it is read."""
    currency, totals = quote.totals.currency, quote.totals
    decisions = {decision.line_id: decision for decision in quote.decisions}
    return {
        "watermark": MARKS.get(Status(quote.status), ""),
        "revision": f"Revision {quote.revision}",
        "client": figures.address(quote.billing_address, quote.client.name),
        "shipping": figures.address(quote.shipping_address, quote.client.name),
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
        "totals": figures.sums([(line.net, line.tax_rate) for line in quote.lines], totals),
    }


def _line(line: LineItem, decision: DecisionView | None, currency: str) -> dict[str, Any]:
    notes = [line.number, line.description]
    if decision is not None and decision.rule == PriceRule.QUANTITY_BREAK:
        notes.append(f"Quantity price for {figures.count(line.quantity.value)} {line.quantity.unit}")
    return {
        "position": str(line.position),
        "name": line.name,
        "notes": [note for note in notes if note],
        "quantity": figures.count(line.quantity.value),
        "unit": line.quantity.unit,
        "unit_price": figures.unit_price(line.unit_price, currency),
        "discount": figures.percent(line.discount) if line.discount else "",
        "net": figures.amount(line.net, currency),
    }


def _days(days: int) -> str:
    return f"{days} day{'' if days == 1 else 's'}" if days else ""
