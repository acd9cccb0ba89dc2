"""Deciding on credit: the client's exposure is locked first, then the account."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, Update, select, update
from sqlalchemy.dialects.postgresql import insert

from billing import exposure
from billing.commands import currencies
from billing.credit import Exposure
from billing.models import CreditAccount, CreditStatus, Invoice, order_credit
from billing.settings import Settings
from chassis.errors import Stale, unknown
from chassis.language import _
from chassis.work import Work, enter, save
from contracts.billing import CreditGranted
from contracts.event import Event, new_id
from contracts.orders import OrderPlaced
from contracts.values import Money
from kernel.access import access_client


async def decide_on_order(work: Work, placed: OrderPlaced) -> None:
    """Grant or refuse credit for an order that was just placed."""
    assert work.correlation_id is not None
    client_id = placed.client.id
    amount = Money(amount=placed.totals.gross, currency=placed.totals.currency)
    owed = await exposure.lock(work, client_id, amount.currency)
    account = await _account(work, client_id)
    granted = await _decide(work, account, placed.order_id, amount, owed, deal=work.correlation_id)
    await work.execute(
        insert(order_credit),
        {
            "order_id": placed.order_id,
            "client_id": client_id,
            "correlation_id": work.correlation_id,
            "currency": amount.currency,
            "amount": amount.amount,
            "invoiced": 0,
            "status": CreditStatus.GRANTED if granted else CreditStatus.REFUSED,
        },
    )
    await save(work, account)


async def set_limit(work: Work, client_id: UUID, limit: Money | None) -> CreditAccount:
    """Set the client's limit and decide again on the orders that wait for credit."""
    await _check_client(work, client_id)
    await work.reach(None, client_id, "client")
    if limit is not None:
        await currencies.must_be_enabled(work, limit.currency)
    await exposure.lock(work, client_id, limit.currency if limit else work.settings.company_currency)
    account = await _account(work, client_id)
    if work.expected_version is not None and work.expected_version[1] != account.version:
        raise Stale(
            _(
                "The limit stands at version %(version)s. Read it again and repeat your change.",
                version=account.version,
            )
        )
    work.publish(account, account.set_limit(limit))
    await _reconsider(work, account)
    await save(work, account)
    return account


async def _check_client(work: Work, client_id: UUID) -> None:
    known = select(access_client.c.id).where(access_client.c.id == client_id)
    owing = select(order_credit.c.client_id).where(order_credit.c.client_id == client_id)
    if (await work.execute(known.union_all(owing).limit(1))).first() is None:
        raise unknown("client", client_id)


async def release_order(work: Work, order_id: UUID) -> None:
    """A cancelled order gives back what was not invoiced; others may fit now."""
    asked = select(order_credit).where(order_credit.c.order_id == order_id)
    credit = (await work.execute(asked)).one_or_none()
    if credit is None:
        return
    await exposure.lock(work, credit.client_id, credit.currency)
    credit = (await work.execute(asked)).one()  # as it stands now that nobody else can change it
    await work.execute(_mark(order_id, CreditStatus.RELEASED))
    if credit.status != CreditStatus.GRANTED:
        return
    left = credit.amount - credit.invoiced
    await exposure.move(work, credit.client_id, credit.currency, orders=-left)
    account = await _account(work, credit.client_id)
    released = account.release(order_id, Money(amount=left, currency=credit.currency))
    work.publish(account, released, deal=credit.correlation_id)
    await _reconsider(work, account)
    await save(work, account)


async def raise_credit(
    work: Work, invoice: Invoice, payment_id: UUID, amount: Money, balance: Decimal
) -> None:
    """The client paid more than was open; the exposure is locked and moved already."""
    account = await _account(work, invoice.client_id)
    await _told(work, account, invoice, account.raise_credit(payment_id, invoice.id, amount, balance))


async def apply_credit(
    work: Work, invoice: Invoice, payment_id: UUID, amount: Money, balance: Decimal
) -> None:
    """What we owed the client paid an invoice; the exposure is locked and moved already."""
    account = await _account(work, invoice.client_id)
    await _told(work, account, invoice, account.apply_credit(payment_id, invoice.id, amount, balance))


async def _told(work: Work, account: CreditAccount, invoice: Invoice, event: Event) -> None:
    work.publish(account, event, deal=invoice.correlation_id)
    await save(work, account)


async def reconsider(work: Work, client_id: UUID) -> None:
    """Exposure fell: decide again on the orders that wait, if there are any."""
    waiting = select(order_credit.c.order_id).where(*_waiting(client_id)).limit(1)
    if (await work.execute(waiting)).first() is not None:
        account = await _account(work, client_id)
        await _reconsider(work, account)
        await save(work, account)


async def _account(work: Work, client_id: UUID) -> CreditAccount:
    """The client's account, locked; opened with the default limit when this is the first time."""
    assert isinstance(work.settings, Settings)
    amount = work.settings.default_credit_limit
    limit = None if amount is None else Money(amount=amount, currency=work.settings.company_currency)
    return await enter(work, CreditAccount(id=client_id, correlation_id=client_id, limit=limit))


async def _reconsider(work: Work, account: CreditAccount) -> None:
    """Decide again on the orders that wait, oldest first; a second refusal is no news."""
    waiting = select(order_credit).where(*_waiting(account.id)).order_by(order_credit.c.arrival)
    for order in (await work.execute(waiting)).all():
        amount = Money(amount=order.amount, currency=order.currency)
        owed = await exposure.lock(work, account.id, amount.currency)
        if await _decide(work, account, order.order_id, amount, owed, deal=order.correlation_id, again=True):
            await work.execute(_mark(order.order_id, CreditStatus.GRANTED))


async def _decide(
    work: Work,
    account: CreditAccount,
    order_id: UUID,
    amount: Money,
    owed: Exposure,
    *,
    deal: UUID,
    again: bool = False,
) -> bool:
    """Ask the account, say what it decided, and take the amount off what is left."""
    assert isinstance(work.settings, Settings)
    decision = account.decide(
        new_id(),
        order_id,
        amount,
        owed,
        trusted=work.settings.grant_in_other_currencies,
        new_waits=work.settings.new_clients_wait,
    )
    granted = isinstance(decision, CreditGranted)
    if granted or not again:
        work.publish(account, decision, deal=deal)
    if granted:
        await exposure.move(work, account.id, amount.currency, orders=amount.amount)
    return granted


def _waiting(client_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return order_credit.c.client_id == client_id, order_credit.c.status == CreditStatus.REFUSED


def _mark(order_id: UUID, status: CreditStatus) -> Update:
    return update(order_credit).where(order_credit.c.order_id == order_id).values(status=status)
