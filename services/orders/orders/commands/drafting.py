"""Drafts: one from each accepted quote, others from blank, and changing them before they are placed."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from chassis.work import Work, add, next_from_sequence, numbered, save
from contracts import money
from contracts.earlier import due_rule
from contracts.event import new_id
from contracts.quotes import QuoteAccepted
from kernel.agreement import Agreed
from kernel.copies.parties import reference
from kernel.currencies import check_currency
from kernel.drafting import take_over
from kernel.naming import take_present_name
from kernel.payment_terms import by_default
from kernel.pricing import AskedLine, all_made, check_amount, products_of
from kernel.tax_treatments import Freight, freight_of
from orders import lines, quotes, rows
from orders.annotations import annotate
from orders.ledger import Ledger, Line
from orders.models import Order
from orders.process import Status
from orders.schemas import EditOrder, NewOrder
from orders.tables import PARTIES, PRICE_LISTS


async def draft_from_quote(work: Work, accepted: QuoteAccepted) -> None:
    """Draft the quote's order with the quote's lines and prices; nothing when it is there already."""
    if await rows.is_drafted(work, accepted.quote_id, None):
        return
    order = Order(
        id=new_id(),
        correlation_id=work.correlation_id or accepted.quote_id,
        number=numbered("SO", accepted.accepted_on.year, await next_from_sequence(work, "order_number")),
        quote_id=accepted.quote_id,
        quote_number=accepted.number,
        ordered_on=accepted.accepted_on,
        estimated_ship_date=accepted.accepted_on + timedelta(days=accepted.lead_time_days),
        client_id=accepted.client.id,
        client=accepted.client,
        client_name=accepted.client.name,
        distributor=accepted.distributor,
        owner_id=accepted.owner_id,
        lead_time_days=accepted.lead_time_days,
        project=accepted.project,
        description=accepted.description,
        external_ref=accepted.external_ref,
        shipping_address=accepted.shipping_address,
        billing_address=accepted.billing_address,
        totals=accepted.totals,
        currency=accepted.totals.currency,
        net=accepted.totals.net,
        gross=accepted.totals.gross,
        lines=_lines_of(accepted),
    )
    order.agree(await _terms_of(work, accepted))
    await _begin(work, order)


async def generate_order(work: Work, asked: NewOrder) -> Order:
    """Generate SO: the draft that was made of the accepted quote, never a second one.

    Where there is none, what is raised says why: see ``quotes.explain``.
    """
    order = await rows.order_of_quote(work, asked.quote_id, asked.quote_number)
    if order is None:
        await quotes.explain(work, asked.quote_id, asked.quote_number)
    await work.reach(*order.belongs_to(), "order")
    work.existing = True
    order.lines = await rows.lines_of(work, order.id)
    return order


async def has_draft(work: Work, asked: NewOrder) -> bool:
    """Whether the quote's order is there."""
    return await rows.is_drafted(work, asked.quote_id, asked.quote_number)


async def begin_order(work: Work, asked: NewOrder) -> Order:
    """A new order without a quote, its lines priced as of its day."""
    assert asked.client_id is not None
    on = await work.business_date(asked.ordered_on)
    client = await PARTIES.client(work, asked.client_id)
    currency = asked.currency or work.settings.company_currency
    await check_currency(work, currency)
    id = new_id()
    order = Order(
        id=id,
        correlation_id=work.correlation_id or id,
        number=numbered("SO", on.year, await next_from_sequence(work, "order_number")),
        ordered_on=on,
        client_id=client["id"],
        client=reference(client),
        client_name=client["name"],
        owner_id=work.actor or client["owner_id"],
        shipping_address=client["shipping_address"],
        billing_address=client["billing_address"],
        totals=money.totals((), Decimal(0), currency),
        currency=currency,
    )
    await take_over(work, order, asked, PARTIES, PLAIN, WHEN_GIVEN)
    await work.reach(*order.belongs_to(), "client")
    await _price(work, order, asked.lines, await freight_of(work, asked), on)
    await _begin(work, order)
    return order


async def edit_order(work: Work, id: UUID, asked: EditOrder) -> Order:
    """Change a draft; new and changed lines are priced as of today, or as of the day that is asked.

    A placed order takes what ``annotations`` names.
    """
    order = await rows.load_order(work, id)
    if order.status != Status.DRAFT:
        return await _annotate(work, order, asked)
    on = await work.business_date(asked.priced_on)
    take_present_name(order)
    await take_over(work, order, asked, PARTIES, PLAIN, WHEN_GIVEN)
    if asked.ordered_on is not None and asked.ordered_on != order.ordered_on:
        order.ordered_on = await work.business_date(asked.ordered_on)
    freight = await freight_of(work, asked, order.totals)
    if asked.lines is not None:
        await _price(work, order, asked.lines, freight, on)
        await rows.replace_lines(work, order)
    elif freight != Freight.of(order.totals):
        check_amount(freight.amount, lines.terms(work, on, order.currency), "/freight")
        order.price(order.lines, freight)
    await work.reach(*order.belongs_to(), "order")
    work.publish(order, order.edit())
    await save(work, order)
    return order


async def _price(work: Work, order: Order, asked: Sequence[AskedLine], freight: Freight, on: date) -> None:
    """Give the draft these lines; what the draft does not have already is priced as of ``on``."""
    terms = lines.terms(work, on, order.currency, order.lines)
    check_amount(freight.amount, terms, "/freight")
    offered = await PRICE_LISTS.offered(work, products_of(asked, terms))
    order.price(Ledger.of(all_made(asked, offered, terms)), freight)
    if order.lead_time_days is None and offered:
        order.lead_time_days = max(each.product.lead_time_days for each in offered.values())
    check_amount(order.gross, terms)


async def _annotate(work: Work, order: Order, asked: EditOrder) -> Order:
    event = annotate(order, {name: getattr(asked, name) for name in asked.model_fields_set})
    if event is not None:
        work.publish(order, event)
        await save(work, order)
    return order


async def _begin(work: Work, order: Order) -> None:
    work.publish(order, order.draft())
    await add(work, order)
    await rows.add_lines(work, order)


async def _terms_of(work: Work, accepted: QuoteAccepted) -> Agreed:
    """The quote's terms; those of a quote without any are the client's or the company's."""
    if not accepted.terms:
        return await by_default(work, await PARTIES.terms_of(work, accepted.client.id))
    due = due_rule(accepted.due, accepted.terms)
    return Agreed(terms_id=accepted.terms_id, terms=accepted.terms, due=due)


def _lines_of(accepted: QuoteAccepted) -> Ledger:
    decisions = {decision.line_id: decision for decision in accepted.decisions}
    on = accepted.accepted_on
    return Ledger(Line(item, decisions.get(item.line_id), agreed_on=on) for item in accepted.lines)


PLAIN = (
    "estimated_ship_date",
    "project",
    "description",
    "customer_po",
    "po_received_on",
    "po_received_by",
    "so_issued_by",
    "delivery_conditions",
    "acceptance_conditions",
    "payment_conditions",
    "call_before_delivery",
    "external_ref",
)
WHEN_GIVEN = ("lead_time_days", "shipping_address", "billing_address")
