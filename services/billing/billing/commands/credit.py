"""Deciding on credit. Each command locks the client's exposure first, then its account."""

from uuid import UUID

from sqlalchemy import Update, select, update
from sqlalchemy.dialects.postgresql import insert

from billing import exposure
from billing.models import CreditAccount, CreditStatus, order_credit
from billing.settings import Settings
from chassis.aggregates import add, load, peek, save
from chassis.errors import Stale
from chassis.work import Work
from contracts.billing import CreditGranted
from contracts.event import new_id
from contracts.orders import OrderPlaced
from contracts.values import Money


async def decide_on_order(work: Work, placed: OrderPlaced) -> None:
    """Grant or refuse credit for an order that was just placed."""
    assert work.correlation_id is not None
    client_id, totals = placed.client.id, placed.totals
    await exposure.lock(work, client_id, totals.currency)
    await work.execute(
        insert(order_credit),
        {
            "order_id": placed.order_id,
            "client_id": client_id,
            "correlation_id": work.correlation_id,
            "currency": totals.currency,
            "amount": totals.gross,
            "invoiced": 0,
            "status": CreditStatus.REFUSED,
        },
    )
    account = await _account(work, client_id)
    await _decide(work, account, placed.order_id, Money(amount=totals.gross, currency=totals.currency))
    await save(work, account)


async def set_limit(work: Work, client_id: UUID, limit: Money | None) -> CreditAccount:
    """Set the client's limit and decide again on the orders that wait for credit."""
    await work.reach(None, client_id, "client")
    await exposure.lock(work, client_id, limit.currency if limit else work.settings.company_currency)
    account = await _account(work, client_id)
    expected = work.expected_version
    if expected is not None and expected[1] != account.version:
        raise Stale(f"The limit stands at version {account.version}; read it again and repeat your change.")
    work.publish(account, account.set_limit(limit))
    await _reconsider(work, account)
    await save(work, account)
    return account


async def release_order(work: Work, order_id: UUID) -> None:
    """A cancelled order gives back what was not invoiced; others may fit now."""
    credit = (
        await work.execute(select(order_credit).where(order_credit.c.order_id == order_id))
    ).one_or_none()
    if credit is None:
        return
    await exposure.lock(work, credit.client_id, credit.currency)
    credit = (await work.execute(select(order_credit).where(order_credit.c.order_id == order_id))).one()
    await work.execute(_mark(order_id, CreditStatus.RELEASED))
    if credit.status != CreditStatus.GRANTED:
        return
    left = credit.amount - credit.invoiced
    await exposure.move(work, credit.client_id, credit.currency, orders=-left)
    account = await _account(work, credit.client_id)
    work.publish(account, account.release(order_id, Money(amount=left, currency=credit.currency)))
    await _reconsider(work, account)
    await save(work, account)


async def reconsider(work: Work, client_id: UUID) -> None:
    """Exposure fell: decide again on the orders that wait, oldest first."""
    account = await _account(work, client_id)
    await _reconsider(work, account)
    await save(work, account)


async def _account(work: Work, client_id: UUID) -> CreditAccount:
    """The client's account, locked; opened when this is the first time."""
    if await peek(work, CreditAccount, client_id) is not None:
        return await load(work, CreditAccount, client_id)
    assert isinstance(work.settings, Settings)
    amount = work.settings.default_credit_limit
    limit = None if amount is None else Money(amount=amount, currency=work.settings.company_currency)
    account = CreditAccount(id=client_id, correlation_id=client_id, limit=limit)
    await add(work, account)
    return account


async def _reconsider(work: Work, account: CreditAccount) -> None:
    waiting = await work.execute(
        select(order_credit)
        .where(order_credit.c.client_id == account.id, order_credit.c.status == CreditStatus.REFUSED)
        .order_by(order_credit.c.arrival)
    )
    for order in waiting.all():
        await _decide(
            work, account, order.order_id, Money(amount=order.amount, currency=order.currency), again=True
        )


async def _decide(
    work: Work, account: CreditAccount, order_id: UUID, amount: Money, *, again: bool = False
) -> None:
    """Say what is decided; a second refusal is no news."""
    owed = await exposure.lock(work, account.id, amount.currency)
    decision = account.decide(new_id(), order_id, amount, owed)
    if isinstance(decision, CreditGranted):
        await exposure.move(work, account.id, amount.currency, orders=amount.amount)
        await work.execute(_mark(order_id, CreditStatus.GRANTED))
    elif again:
        return
    work.publish(account, decision)


def _mark(order_id: UUID, status: CreditStatus) -> Update:
    return update(order_credit).where(order_credit.c.order_id == order_id).values(status=status)
