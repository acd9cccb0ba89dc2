"""What sellers do with quotes. Each loads and locks, asks the model, publishes and saves."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert

from chassis.work import Work, add, load, next_from_sequence, numbered, save
from contracts import money
from contracts.event import new_id
from kernel.copies.parties import reference
from kernel.currencies import check_currency
from kernel.drafting import take_over
from kernel.naming import take_present_name
from kernel.pricing import AskedLine, all_made, check_amount, products_of
from kernel.tax_treatments import Freight, freight_of
from quotes import expiry, lines
from quotes.contacts import check_contact
from quotes.models import Quote, Status
from quotes.schemas import Decline, DraftQuote, EditQuote, OnDay, Revise, RevisionContent
from quotes.settings import Settings
from quotes.tables import PARTIES, PRICE_LISTS, quote_revision


async def draft_quote(work: Work, asked: DraftQuote) -> Quote:
    """Begin a quote, priced as of its day."""
    settings = _settings(work)
    on = await work.business_date(asked.quoted_on)
    client = await PARTIES.client(work, asked.client_id)
    id = new_id()
    currency = asked.currency or settings.company_currency
    await check_currency(work, currency)
    quote = Quote(
        id=id,
        correlation_id=work.correlation_id or id,
        number=numbered("Q", on.year, await next_from_sequence(work, "quote_number")),
        quoted_on=on,
        valid_until=asked.valid_until or on + timedelta(days=settings.validity_days),
        client_id=client["id"],
        client=reference(client),
        client_name=client["name"],
        owner_id=work.actor or client["owner_id"],
        shipping_address=asked.shipping_address or client["shipping_address"],
        billing_address=asked.billing_address or client["billing_address"],
        totals=money.totals((), Decimal(0), currency),
        currency=currency,
    )
    await _fill(work, quote, asked)
    await work.reach(*quote.belongs_to(), "client")
    await _price(work, quote, asked.lines, await freight_of(work, asked), on)
    work.publish(quote, quote.draft(expiry.longest_validity(work)))
    await add(work, quote)
    return quote


async def edit_quote(work: Work, id: UUID, asked: EditQuote) -> Quote:
    """Change a draft. Lines that do not change keep their prices, as long as the quote has not ended."""
    quote = await load(work, Quote, id)
    quote.must_be_draft()
    take_present_name(quote)
    on = await work.business_date(asked.priced_on)
    anew = quote.has_ended(on, expiry.longest_validity(work))
    await _fill(work, quote, asked)
    freight = await freight_of(work, asked, quote.totals)
    wanted = asked.lines
    if wanted is None and anew and quote.valid_until >= on:
        wanted = lines.unchanged(quote.lines)
    if wanted is not None:
        await _price(work, quote, wanted, freight, on, anew=anew)
    elif freight != Freight.of(quote.totals):
        check_amount(freight.amount, lines.terms(work, on, quote.currency), "/freight")
        quote.price(quote.lines, quote.decisions, freight)
    await work.reach(*quote.belongs_to(), "quote")
    work.publish(quote, quote.edit(on, expiry.longest_validity(work)))
    await save(work, quote)
    return quote


async def send_quote(work: Work, id: UUID, asked: OnDay) -> Quote:
    """Send the revision to the client and watch its last day."""
    quote = await load(work, Quote, id)
    if quote.status == Status.DRAFT:
        take_present_name(quote)
    work.publish(quote, quote.send(await work.step_date(asked.on)))
    await save(work, quote)
    await expiry.watch(work, quote)
    return quote


async def revise_quote(work: Work, id: UUID, asked: Revise) -> Quote:
    """Keep the sent revision as it was and open the next one; a quote that has ended is priced anew."""
    quote = await load(work, Quote, id)
    quote.must_be_revisable()
    earlier = {
        "quote_id": id,
        "revision": quote.revision,
        "sent_on": quote.sent_on,
        "content": _snapshot(quote),
    }
    take_present_name(quote)
    on, longest = await work.step_date(asked.on), expiry.longest_validity(work)
    anew = quote.has_ended(on, longest)
    if anew or asked.lines is not None:
        wanted = lines.unchanged(quote.lines) if asked.lines is None else asked.lines
        await _price(work, quote, wanted, Freight.of(quote.totals), on, anew=anew)
    work.publish(quote, quote.revise(on, timedelta(days=_settings(work).validity_days), longest))
    await work.execute(insert(quote_revision), earlier)
    await save(work, quote)
    await expiry.forget(work, quote)
    return quote


async def accept_quote(work: Work, id: UUID, asked: OnDay) -> Quote:
    """The client says yes; orders drafts an order from the fact."""
    quote = await load(work, Quote, id)
    work.publish(quote, quote.accept(await work.step_date(asked.on)))
    await save(work, quote)
    await expiry.forget(work, quote)
    return quote


async def decline_quote(work: Work, id: UUID, asked: Decline) -> Quote:
    """The client says no."""
    quote = await load(work, Quote, id)
    work.publish(quote, quote.decline(await work.step_date(asked.on), asked.reason))
    await save(work, quote)
    await expiry.forget(work, quote)
    return quote


async def expire_quote(work: Work, id: UUID) -> None:
    """The last day has passed: expire the quote if it is still open."""
    quote = await load(work, Quote, id)
    event = quote.expire(await work.today())
    if event is not None:
        work.publish(quote, event)
        await save(work, quote)


def _settings(work: Work) -> Settings:
    assert isinstance(work.settings, Settings)
    return work.settings


def _snapshot(quote: Quote) -> dict[str, object]:
    return {name: getattr(quote, name) for name in RevisionContent.model_fields}


PLAIN = (
    "project",
    "description",
    "external_ref",
    "success_rate",
    "expected_signing_on",
)
WHEN_GIVEN = ("valid_until", "lead_time_days", "shipping_address", "billing_address")


async def _fill(work: Work, quote: Quote, asked: DraftQuote | EditQuote) -> None:
    """Take over the fields that the request names, and the contact at whoever the quote is for then."""
    await take_over(work, quote, asked, PARTIES, PLAIN, WHEN_GIVEN)
    if "contact_id" in asked.model_fields_set and asked.contact_id != quote.contact_id:
        if asked.contact_id is not None:
            await check_contact(work, asked.contact_id, quote.client, quote.distributor)
        quote.contact_id = asked.contact_id


async def _price(
    work: Work,
    quote: Quote,
    asked: Sequence[AskedLine],
    freight: Freight,
    on: date,
    *,
    anew: bool = False,
) -> None:
    """Give the quote these lines; new and changed ones are priced as of ``on``, all of them ``anew``."""
    terms = lines.terms(work, on, quote.currency, quote, anew=anew)
    check_amount(freight.amount, terms, "/freight")
    offered = await PRICE_LISTS.offered(work, products_of(asked, terms))
    quote.price(*lines.parted(all_made(asked, offered, terms)), freight)
    quote.lead_time_days = max(
        [quote.lead_time_days, *(each.product.lead_time_days for each in offered.values())]
    )
    check_amount(quote.gross, terms)
