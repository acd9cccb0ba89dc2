"""What stands on a printed quote."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from chassis.language import _, pgettext, term
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
from quotes.tables import PARTIES

QUOTE = Template("quotes", "quote")
REACHED = ("+49 30 000000", "seller@example.com")  # whom the specimen names
MARKED = {Status.DRAFT, Status.DECLINED, Status.EXPIRED}


async def quote(work: Work, quote_id: UUID) -> Paper:
    """The quote as its client gets it; raises NotFound when absent or out of reach."""
    shown = await queries.quote(work, quote_id)
    contact = await contact_lines(work, shown.owner_id)
    async with letterhead(work, await PARTIES.language_of(work, shown.client.id)) as head:
        return Paper(
            template=QUOTE,
            number=shown.number,
            title=_("Quote %(number)s", number=shown.number),
            version=shown.version,
            dated=shown.sent_on or shown.quoted_on,
            path=f"/quotes/{shown.id}",
            country=shown.billing_address.country,
            letterhead=head,
            content=content(shown, head, contact),
        )


async def specimen(work: Work) -> Paper:
    """What the company's papers look like now."""
    async with letterhead(work) as head:
        shown, contact = specimen_quote(), [_("Example Seller"), *REACHED]
        return Paper(
            template=QUOTE,
            number=shown.number,
            title=_("Specimen of a quote"),
            version=shown.version,
            dated=shown.quoted_on,
            country=shown.billing_address.country,
            letterhead=head,
            content=content(shown, head, contact) | {"watermark": _("Specimen")},
        )


def content(quote: QuoteView, head: Letterhead, contact: list[str]) -> dict[str, Any]:
    """Everything on it, as it is read in the spoken language."""
    currency, totals = quote.totals.currency, quote.totals
    decisions = {decision.line_id: decision for decision in quote.decisions}
    return {
        "watermark": term(quote.status) if quote.status in MARKED else "",
        "revision": _("Revision %(number)s", number=quote.revision),
        "client": figures.address(quote.billing_address, quote.client.name, head.country),
        "contact": contact,
        "shipping": figures.address(quote.shipping_address, quote.client.name, head.country),
        "facts": [
            (_("Date"), figures.day(quote.sent_on or quote.quoted_on)),
            (_("Valid until"), figures.day(quote.valid_until)),
            (pgettext("on a paper", "Client"), quote.client.number),
            (_("Your reference"), quote.external_ref),
            (_("Payment terms"), quote.terms),
            (_("Lead time"), _days(quote.lead_time_days)),
            (_("Project"), quote.project),
            (_("Distributor"), quote.distributor.name if quote.distributor else ""),
        ],
        "description": quote.description,
        "currency": currency,
        "has_discounts": any(line.discount for line in quote.lines),
        "lines": [_line(line, decisions.get(line.line_id), currency) for line in quote.lines],
        "totals": figures.sums(quote.lines, totals),
        "freight_note": figures.freight_note(totals),
        "acceptance": _acceptance(quote),
    }


def _acceptance(quote: QuoteView) -> tuple[str, ...]:
    """Heading and words of what the client signs; nothing on a quote that can no longer be accepted."""
    if quote.status not in (Status.DRAFT, Status.SENT):
        return ()
    said = _(
        "We accept quote %(number)s, revision %(revision)s, over %(total)s and order as it says. "
        "It is valid until %(day)s.",
        number=quote.number,
        revision=quote.revision,
        total=figures.money_of(quote.totals.gross, quote.totals.currency),
        day=figures.day(quote.valid_until),
    )
    return pgettext("of a quote", "Acceptance"), said


def _line(line: LineItem, decision: DecisionView | None, currency: str) -> dict[str, Any]:
    quantity, unit, why = line.quantity.value, line.quantity.unit, ""
    if decision is not None and decision.rule == PriceRule.QUANTITY_BREAK:
        why = _("Quantity price for %(quantity)s", quantity=figures.measured(quantity, unit))
    return priced_line(line, quantity, unit, currency, line.description, why)


def _days(days: int) -> str:
    return figures.measured(Decimal(days), "day") if days else ""
