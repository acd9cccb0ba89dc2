"""When an invoice is due follows from its rule, and instalments add up, whatever the rule and the amount."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts import earlier, money
from contracts.terms import Due, DueRule, Instalment, Part, due, is_called, next_due

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD"])
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
WEIGHTS = st.lists(st.integers(1, 50), min_size=1, max_size=12)


def in_parts(weights: list[int]) -> DueRule:
    """Instalments every ten days; the last takes what the rounded shares before it leave."""
    shares = [round(Decimal(each) / sum(weights), 6) for each in weights[:-1]]
    shares.append(1 - sum(shares, Decimal(0)))
    parts = tuple(Instalment(share=share, net_days=10 * n) for n, share in enumerate(shares))
    return DueRule(net_days=10 * (len(parts) - 1), instalments=parts)


@given(WEIGHTS, st.decimals(-(10**6), 10**6, places=2), CURRENCIES, DAYS)
def test_instalments_add_up_to_the_invoice(
    weights: list[int], gross: Decimal, currency: str, issued_on: date
) -> None:
    gross = money.rounded(gross, currency)
    pay = due(in_parts(weights), issued_on, gross, currency)
    assert sum(part.amount for part in pay.instalments) == gross
    days = [part.due_on for part in pay.instalments]
    assert days == sorted(days)
    assert days[-1] == pay.due_on


@given(st.integers(0, 3650), DAYS)
def test_a_plain_rule_counts_days(days: int, issued_on: date) -> None:
    pay = due(DueRule(net_days=days), issued_on, Decimal(100), "EUR")
    assert pay == Due(
        due_on=issued_on + timedelta(days=days), discount_until=None, discount=Decimal(0), instalments=()
    )


@pytest.mark.parametrize(
    ("rule", "issued_on", "due_on"),
    [
        (DueRule(net_days=0), date(2026, 3, 2), date(2026, 3, 2)),
        (DueRule(net_days=0, end_of_month=True), date(2024, 2, 1), date(2024, 2, 29)),
        (DueRule(net_days=30, end_of_month=True), date(2026, 3, 2), date(2026, 4, 30)),
        (DueRule(net_days=10, end_of_month=True), date(2026, 12, 31), date(2027, 1, 10)),
    ],
)
def test_with_end_of_month_days_count_from_the_last_of_the_month(
    rule: DueRule, issued_on: date, due_on: date
) -> None:
    assert due(rule, issued_on, Decimal(100), "EUR").due_on == due_on


def test_who_pays_early_takes_off_the_discount() -> None:
    rule = DueRule(net_days=30, discount_rate=Decimal("0.02"), discount_days=14)
    pay = due(rule, date(2026, 3, 2), Decimal("1234.56"), "EUR")
    assert (pay.due_on, pay.discount_until, pay.discount) == (
        date(2026, 4, 1),
        date(2026, 3, 16),
        Decimal("24.69"),
    )


def test_the_next_instalment_is_the_first_that_is_not_paid_whole() -> None:
    parts = tuple(Part(due_on=date(2026, month, 1), amount=Decimal(100)) for month in (3, 4, 5))
    days = [next_due(date(2026, 5, 1), parts, Decimal(paid)).month for paid in (0, 99, 100, 250, 300)]
    assert days == [3, 3, 4, 5, 5]


@pytest.mark.parametrize(
    "wrong",
    [
        {"net_days": -1},
        {"net_days": 5, "discount_days": 6},
        {"net_days": 5, "instalments": [{"share": "1", "net_days": 6}]},
        {"net_days": 5, "instalments": [{"share": "0.4", "net_days": 1}, {"share": "0.4", "net_days": 5}]},
        {"net_days": 1, "instalments": [{"share": "0.5", "net_days": 5}, {"share": "0.5", "net_days": 1}]},
    ],
)
def test_a_rule_that_contradicts_itself_is_none(wrong: object) -> None:
    with pytest.raises(ValidationError):
        DueRule.model_validate(wrong)


def test_terms_have_names_and_nothing_is_read_out_of_words() -> None:
    assert is_called(" 30  Days\u00a0NET ", "30 days net", ())
    assert is_called("30 days", "30 days net", ("net 30", "30 days"))
    assert not is_called("30 days net, 2 % discount", "30 days net", ("30 days",))


@pytest.mark.parametrize(
    ("terms", "days"), [("14 days net", 14), ("net 60", 60), ("on receipt", 30), ("", 30), ("1000 days", 30)]
)
def test_facts_from_before_there_were_rules_keep_the_days_that_their_words_said(
    terms: str, days: int
) -> None:
    assert earlier.due_rule(None, terms) == DueRule(net_days=days)


def test_a_rule_outweighs_the_words() -> None:
    assert earlier.due_rule(DueRule(net_days=7), "30 days net").net_days == 7
