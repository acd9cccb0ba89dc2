"""What sellers do with quotes. Each loads and locks, asks the model, publishes and saves."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert

from chassis.aggregates import add, load, save
from chassis.numbering import next_from_sequence, numbered
from chassis.work import Work
from contracts import money
from contracts.event import new_id
from kernel.agreement import Agreed
from kernel.currencies import check_currency
from kernel.naming import take_present_name
from kernel.payment_terms import agreed
from quotes import copies, expiry, lines
from quotes.documents import AskedLine, Decline, DraftQuote, EditQuote, OnDay, Revise, RevisionContent
from quotes.models import Quote, Status, quote_revision
from quotes.settings import Settings


async def draft_quote(work: Work, asked: DraftQuote) -> Quote:
    """Begin a quote, priced as of its day."""
    settings = _settings(work)
    on = await work.business_date(asked.quoted_on)
    client = await copies.party(work, asked.client_id)
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
        client=copies.reference(client),
        client_name=client["name"],
        owner_id=asked.owner_id or work.actor or client["owner_id"],
        shipping_address=asked.shipping_address or client["shipping_address"],
        billing_address=asked.billing_address or client["billing_address"],
        totals=money.totals((), Decimal(0), currency),
        currency=currency,
    )
    await work.reach(*quote.belongs_to(), "client")
    await _fill(work, quote, asked)
    await _price(work, quote, asked.lines, asked.freight, on)
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
    freight = asked.freight if "freight" in asked.model_fields_set else quote.totals.freight
    wanted = asked.lines
    if wanted is None and anew and quote.valid_until >= on:
        wanted = lines.unchanged(quote.lines)
    if wanted is not None:
        await _price(work, quote, wanted, freight, on, anew=anew)
    else:
        lines.check_amount(freight, lines.terms(work, on, quote.currency), "/freight")
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
        await _price(work, quote, wanted, quote.totals.freight, on, anew=anew)
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
    "contact_id",
    "project",
    "description",
    "external_ref",
    "success_rate",
    "expected_signing_on",
)
TERMS = {"terms", "terms_id", "due"}
WHEN_GIVEN = ("owner_id", "valid_until", "lead_time_days", "shipping_address", "billing_address")


async def _fill(work: Work, quote: Quote, asked: DraftQuote | EditQuote) -> None:
    """Take over the fields that the request names; a new quote has payment terms in any case."""
    given = asked.model_fields_set
    if given & TERMS or quote.version == 0:
        clients = await copies.terms_of(work, quote.client_id)
        quote.agree(await agreed(work, Agreed.of(asked), clients, held=Agreed.of(quote)))
    for name in PLAIN:
        if name in given:
            setattr(quote, name, getattr(asked, name))
    for name in WHEN_GIVEN:
        if getattr(asked, name) is not None:
            setattr(quote, name, getattr(asked, name))
    if "distributor_id" in given:
        quote.distributor = None
        if asked.distributor_id is not None:
            quote.distributor = copies.reference(
                await copies.party(work, asked.distributor_id, distributor=True)
            )


async def _price(
    work: Work,
    quote: Quote,
    asked: Sequence[AskedLine],
    freight: Decimal,
    on: date,
    *,
    anew: bool = False,
) -> None:
    """Give the quote these lines; new and changed ones are priced as of ``on``, all of them ``anew``."""
    terms = lines.terms(work, on, quote.currency, lines.by_id(quote.lines, quote.decisions), anew=anew)
    lines.check_amount(freight, terms, "/freight")
    ids = {lines.product_id(line, terms) for line in asked}
    offered = await copies.products(work, {id for id in ids if id is not None})
    found = lines.all_made(asked, offered, terms)
    quote.price(tuple(line.item for line in found), tuple(line.decision for line in found), freight)
    quote.lead_time_days = max(
        [quote.lead_time_days, *(each.product["lead_time_days"] for each in offered.values())]
    )
    lines.check_amount(quote.gross, terms)
