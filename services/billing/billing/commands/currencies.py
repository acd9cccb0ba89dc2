"""Keeping the register of currencies."""

from collections.abc import Callable

from sqlalchemy import select

from billing.currencies import Currency, currency_table
from chassis.errors import Conflict
from chassis.language import _
from chassis.work import Work, enter, save
from contracts.billing import CurrencyDisabled, CurrencyEnabled
from contracts.currencies import CURRENCIES
from kernel.currencies import not_enabled

Step = Callable[[Currency], CurrencyEnabled | CurrencyDisabled | None]


async def enable(work: Work, code: str) -> None:
    """Let documents be written in the currency; nothing when they may already."""
    if code != work.settings.company_currency:
        await _step(work, code, Currency.enable)


async def disable(work: Work, code: str) -> None:
    """Let no new document be written in the currency."""
    if code == work.settings.company_currency:
        raise Conflict(
            _("%(code)s is the company's own currency and stays on.", code=code), slug="company-currency"
        )
    await _step(work, code, Currency.disable)


async def take_over(work: Work, code: str) -> None:
    """Enable a currency that was in use before there was a register; one that is entered stays as it is."""
    if code in CURRENCIES and code != work.settings.company_currency:
        await _step(work, code, lambda entry: None if entry.version else entry.enable())


async def must_be_enabled(work: Work, code: str) -> None:
    """Raise Refused, with what may be used, for a currency that is not switched on."""
    enabled = select(currency_table.c.code).where(currency_table.c.enabled).order_by(currency_table.c.code)
    known = [work.settings.company_currency, *(await work.execute(enabled)).scalars()]
    if code not in known:
        raise not_enabled(code, known, "/limit/currency")


async def _step(work: Work, code: str, step: Step) -> None:
    currency = await enter(work, Currency.of(code))
    event = step(currency)
    if event is not None:
        work.publish(currency, event)
        await save(work, currency)
