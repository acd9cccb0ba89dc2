"""Routes of the register of currencies: everybody may read it, accounting keeps it."""

from typing import Annotated

from fastapi import Path

from billing import queries
from billing.commands import currencies
from billing.schemas import CurrencyView, SwitchCurrency
from chassis.http import SIGNED_IN, Router
from chassis.work import Work
from contracts.values import Currency

router = Router(prefix="/api/billing/currencies", tag="currencies")


@router.query("", permission=SIGNED_IN)
async def read_currencies(work: Work) -> list[CurrencyView]:
    """Every currency that was ever switched on, the company's own first."""
    return await queries.currencies(work)


@router.command("PUT", "/{code}", permission="billing.currency")
async def switch_currency(
    work: Work, code: Annotated[Currency, Path()], body: SwitchCurrency
) -> list[CurrencyView]:
    """Switch a currency on or off for new documents; those that are there go on in theirs."""
    await (currencies.enable if body.enabled else currencies.disable)(work, code)
    return await queries.currencies(work)
