"""A preview: what a quote of these lines would come to. It has no effect and refuses no line."""

from chassis.errors import NotFound
from chassis.language import _
from chassis.work import Work, peek
from kernel.currencies import check_currency
from kernel.pricing import Terms, previewed, products_of
from kernel.tax_treatments import Freight, freight_of
from quotes import expiry, lines
from quotes.models import Quote
from quotes.price_schemas import PriceQuote, QuotePrice
from quotes.tables import PARTIES, PRICE_LISTS


async def price_quote(work: Work, asked: PriceQuote) -> QuotePrice:
    """All lines kept or priced as drafting would, each with its problems."""
    terms, freight = await (_of_new(work, asked) if asked.quote_id is None else _of_draft(work, asked))
    offered = await PRICE_LISTS.offered(work, products_of(asked.lines, terms))
    return previewed(QuotePrice, asked.lines, offered, terms, freight)


async def _of_new(work: Work, asked: PriceQuote) -> tuple[Terms, Freight]:
    on = await work.business_date(asked.quoted_on)
    if asked.client_id is not None:
        await PARTIES.client(work, asked.client_id)
    currency = asked.currency or work.settings.company_currency
    await check_currency(work, currency)
    return lines.terms(work, on, currency), await freight_of(work, asked)


async def _of_draft(work: Work, asked: PriceQuote) -> tuple[Terms, Freight]:
    assert asked.quote_id is not None
    quote = await peek(work, Quote, asked.quote_id)
    if quote is None:
        raise NotFound(_("There is no quote %(quote_id)s.", quote_id=asked.quote_id))
    await work.reach(*quote.belongs_to(), "quote")
    on = await work.business_date(asked.priced_on)
    anew = quote.has_ended(on, expiry.longest_validity(work))
    freight = await freight_of(work, asked, quote.totals)
    return lines.terms(work, on, quote.currency, quote, anew=anew), freight
