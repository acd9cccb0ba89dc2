"""What sellers do with quotes. Each loads and locks, asks the model, publishes and saves."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import insert

from chassis.aggregates import add, load, save
from chassis.errors import Refused
from chassis.numbering import next_from_sequence, numbered
from chassis.prepared import Row
from chassis.work import Work
from contracts import money
from contracts.event import new_id
from contracts.quotes import PriceDecision
from contracts.values import ItemKind, LineItem, Quantity, Supply
from quotes import copies, expiry
from quotes.copies import Offered
from quotes.documents import AskedLine, Decline, DraftQuote, EditQuote, OnDay
from quotes.models import Quote, quote_revision
from quotes.pricing import Asked, Priced, price_line
from quotes.settings import Settings


async def draft_quote(work: Work, asked: DraftQuote) -> Quote:
    """Begin a quote, priced as of its day."""
    settings = _settings(work)
    on = await work.business_date(asked.quoted_on)
    client = await copies.party(work, asked.client_id)
    id = new_id()
    currency = asked.currency or settings.company_currency
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
    await _price(work, quote, asked.lines, asked.freight)
    work.publish(quote, quote.draft())
    await add(work, quote)
    return quote


async def edit_quote(work: Work, id: UUID, asked: EditQuote) -> Quote:
    """Change a draft; lines are priced again only when they are given."""
    quote = await load(work, Quote, id)
    await _fill(work, quote, asked)
    freight = asked.freight if "freight" in asked.model_fields_set else quote.totals.freight
    if asked.lines is not None:
        await _price(work, quote, asked.lines, freight)
    else:
        quote.price(quote.lines, quote.decisions, freight)
    await work.reach(*quote.belongs_to(), "quote")
    work.publish(quote, quote.edit())
    await save(work, quote)
    return quote


async def send_quote(work: Work, id: UUID, asked: OnDay) -> Quote:
    """Send the revision to the client and watch its last day."""
    quote = await load(work, Quote, id)
    work.publish(quote, quote.send(await work.business_date(asked.on)))
    await save(work, quote)
    await expiry.watch(work, quote)
    return quote


async def revise_quote(work: Work, id: UUID, asked: OnDay) -> Quote:
    """Keep the sent revision as it was and open the next one."""
    quote = await load(work, Quote, id)
    earlier = {
        "quote_id": id,
        "revision": quote.revision,
        "sent_on": quote.sent_on,
        "content": _snapshot(quote),
    }
    validity = timedelta(days=_settings(work).validity_days)
    work.publish(quote, quote.revise(await work.business_date(asked.on), validity))
    await work.execute(insert(quote_revision), earlier)
    await save(work, quote)
    await expiry.forget(work, quote)
    return quote


async def accept_quote(work: Work, id: UUID, asked: OnDay) -> Quote:
    """The client says yes; orders drafts an order from the fact."""
    quote = await load(work, Quote, id)
    work.publish(quote, quote.accept(await work.business_date(asked.on)))
    await save(work, quote)
    await expiry.forget(work, quote)
    return quote


async def decline_quote(work: Work, id: UUID, asked: Decline) -> Quote:
    """The client says no."""
    quote = await load(work, Quote, id)
    work.publish(quote, quote.decline(await work.business_date(asked.on), asked.reason))
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
    names = ("lines", "decisions", "totals", "terms", "description", "valid_until", "lead_time_days")
    return {name: getattr(quote, name) for name in names}


PLAIN = (
    "contact_id",
    "terms",
    "project",
    "description",
    "external_ref",
    "success_rate",
    "expected_signing_on",
)
WHEN_GIVEN = ("owner_id", "valid_until", "lead_time_days", "shipping_address", "billing_address")


async def _fill(work: Work, quote: Quote, asked: DraftQuote | EditQuote) -> None:
    """Take over the fields that the request names."""
    given = asked.model_fields_set
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


async def _price(work: Work, quote: Quote, asked: Sequence[AskedLine], freight: Decimal) -> None:
    """Price all lines as of the quote's day and take them over."""
    offered = await copies.products(work, {line.product_id for line in asked})
    granted_by = work.actor if work.caller is None or work.caller.may("discount") else None
    lines: list[LineItem] = []
    decisions: list[PriceDecision] = []
    for position, line in enumerate(asked, start=1):
        product = offered[line.product_id].product
        wanted = Asked(new_id(), product["number"], line.quantity, line.unit_price, line.discount)
        priced = price_line(
            wanted,
            offered[line.product_id].offers,
            on=quote.quoted_on,
            currency=quote.currency,
            granted_by=granted_by,
        )
        lines.append(_line(position, line, product, priced, quote.currency))
        decisions.append(priced.decision)
    _check_options(lines, offered)
    quote.price(tuple(lines), tuple(decisions), freight)
    quote.lead_time_days = max(
        [quote.lead_time_days, *(each.product["lead_time_days"] for each in offered.values())]
    )
    if quote.gross > _settings(work).largest_total:
        raise Refused(f"A quote may come to {_settings(work).largest_total} at most.", slug="total-too-large")


def _line(position: int, asked: AskedLine, product: Row, priced: Priced, currency: str) -> LineItem:
    return LineItem(
        line_id=priced.decision.line_id,
        position=position,
        product_id=asked.product_id,
        kind=ItemKind(product["kind"]),
        number=product["number"],
        name=product["name"],
        category=product["category"],
        description=asked.description,
        supply=Supply(product["supply"]),
        quantity=Quantity(value=asked.quantity, unit=product["unit"]),
        list_price=priced.list_price,
        unit_price=priced.unit_price,
        discount=priced.discount,
        net=money.line_net(asked.quantity, priced.unit_price, priced.discount, currency),
        tax_rate=product["tax_rate"],
    )


def _check_options(lines: Sequence[LineItem], offered: Mapping[UUID, Offered]) -> None:
    """An option that fits certain devices only is sold together with one of them."""
    quoted = {line.product_id for line in lines}
    for line in lines:
        fits = offered[line.product_id].product["fits"]
        if line.kind is ItemKind.OPTION and fits and not quoted.intersection(fits):
            raise Refused(
                f"Option {line.number} {line.name} fits none of the devices in this quote. "
                "Add a device that it fits, or leave it out.",
                slug="option-does-not-fit",
            )
