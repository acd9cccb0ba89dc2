"""The currencies that the company uses: its own always, others while accounting has them switched on."""

from chassis.errors import Refused
from chassis.language import _
from chassis.work import Work
from contracts.billing import CurrencyDisabled, CurrencyEnabled
from kernel.registers import Register

CURRENCIES = Register("currency_copy", CurrencyEnabled, CurrencyDisabled, code="currency")


async def check_currency(work: Work, code: str, pointer: str = "/currency") -> None:
    """Raise Refused, with what may be used, for a currency that the company does not use."""
    own = work.settings.company_currency
    if code == own:
        return
    enabled = await CURRENCIES.entries(work)
    if code not in enabled:
        raise not_enabled(code, [own, *enabled], pointer)


def not_enabled(code: str, enabled: list[str], pointer: str) -> Refused:
    """The refusal of a currency, with those that may be used."""
    detail = _(
        "%(code)s is not switched on; use %(enabled)s, or have accounting switch it on under Currencies.",
        code=code,
        enabled=", ".join(dict.fromkeys(enabled)),
    )
    return Refused(detail, slug="currency-not-enabled", errors=[{"pointer": pointer, "detail": detail}])
