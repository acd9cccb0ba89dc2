"""When an invoice is to be paid: a rule that travels with the document, and the days and amounts it gives.

A rule is chosen from the register that billing keeps, or given whole. The words of the terms are printed
and never read.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from contracts import money
from contracts.text import folded
from contracts.unfit import Unfit
from contracts.values import Amount, Fraction, Value

Days = Annotated[int, Field(ge=0, le=3650)]


class Instalment(Value):
    """A share of the gross amount, and how many days after the invoice it is due."""

    share: Fraction
    net_days: Days


class DueRule(Value):
    """When an invoice is due, in days after its own; with ``end_of_month`` after the last of its month.

    Who pays all within ``discount_days`` after the invoice takes off ``discount_rate`` of the gross.
    """

    net_days: Days
    end_of_month: bool = False
    discount_rate: Fraction = Decimal(0)
    discount_days: Days = 0
    instalments: Annotated[
        tuple[Instalment, ...],
        Field(max_length=60, description="Shares that add up to 1, earliest first; the last at net_days"),
    ] = ()

    @field_validator("discount_days")
    @classmethod
    def _ends_in_time(cls, days: int, info: ValidationInfo) -> int:
        if days > info.data.get("net_days", days):
            raise Unfit("The discount ends no later than the whole is due.")
        return days

    @field_validator("instalments")
    @classmethod
    def _make_the_whole(cls, parts: tuple[Instalment, ...], info: ValidationInfo) -> tuple[Instalment, ...]:
        days = [part.net_days for part in parts]
        if days != sorted(days):
            raise Unfit("Instalments stand in the order of their days.")
        if days and days[-1] != info.data.get("net_days", days[-1]):
            raise Unfit("The last instalment is due with the whole: give both the same days.")
        if days and sum(part.share for part in parts) != 1:
            raise Unfit("The shares of the instalments add up to 100 %%.")
        return parts


class Part(Value):
    """An amount that is due on a day."""

    due_on: date
    amount: Amount


class Due(Value):
    """What a rule gives for one invoice; ``due_on`` is the day by which all is paid."""

    due_on: date
    discount_until: date | None
    discount: Amount
    instalments: tuple[Part, ...]


def due(rule: DueRule, issued_on: date, gross: Decimal, currency: str) -> Due:
    """Days and amounts of an invoice over ``gross``; its instalments add up to it to the cent."""
    return Due(
        due_on=_day(rule, issued_on, rule.net_days),
        discount_until=issued_on + timedelta(days=rule.discount_days) if rule.discount_rate else None,
        discount=money.rounded(gross * rule.discount_rate, currency),
        instalments=_instalments(rule, issued_on, gross, currency),
    )


def _day(rule: DueRule, issued_on: date, days: int) -> date:
    start = issued_on
    if rule.end_of_month:
        start = issued_on.replace(day=monthrange(issued_on.year, issued_on.month)[1])
    return start + timedelta(days=days)


def _instalments(rule: DueRule, issued_on: date, gross: Decimal, currency: str) -> tuple[Part, ...]:
    found, share, taken = [], Decimal(0), Decimal(0)
    for part in rule.instalments:
        share += part.share
        amount = money.share(gross, share, Decimal(1), currency) - taken
        taken += amount
        found.append(Part(due_on=_day(rule, issued_on, part.net_days), amount=amount))
    return tuple(found)


def next_due(due_on: date, instalments: tuple[Part, ...], paid: Decimal) -> date:
    """The day of the earliest instalment that ``paid`` does not cover; ``due_on`` where there are none."""
    for part in instalments:
        paid -= part.amount
        if paid < 0:
            return part.due_on
    return due_on


def is_called(text: str, name: str, aliases: Iterable[str]) -> bool:
    """Whether ``text`` is the name of these terms or one of their other names; case and blanks aside."""
    return folded(text) in map(folded, (name, *aliases))
