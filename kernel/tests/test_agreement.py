"""What agrees payment terms and what does not: nothing is ever read out of words."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contracts.billing import PaymentTermsIssued
from contracts.event import new_id
from contracts.terms import DueRule, is_called
from kernel.agreement import Agreed, NotAgreed, agree, default


def entry(name: str, days: int, **fields: Any) -> PaymentTermsIssued:
    rule = DueRule(net_days=days)
    return PaymentTermsIssued(
        payment_terms_id=new_id(), name=name, text=f"Payable: {name}", due=rule, **fields
    )


MONTH = entry("30 days net", 30, aliases=("30 days",), is_default=True)
SLOW = entry("60 days net", 60)
REGISTER = [MONTH, SLOW]


def test_the_clients_terms_go_before_the_companys_while_they_are_in_force() -> None:
    assert default(REGISTER, SLOW.payment_terms_id).due == DueRule(net_days=60)
    assert default(REGISTER, new_id()).due == default(REGISTER, None).due == DueRule(net_days=30)
    assert default([], SLOW.payment_terms_id) == Agreed()


@given(st.text(max_size=60))
def test_words_alone_agree_nothing(words: str) -> None:
    assume(not any(is_called(words, each.name, each.aliases) for each in REGISTER))
    with pytest.raises(NotAgreed) as refusal:
        agree(REGISTER, Agreed(terms=words))
    assert refusal.value.pointer == "/terms"


def test_words_that_name_an_entry_agree_it_and_are_printed_as_typed() -> None:
    assert agree(REGISTER, Agreed(terms="30  Days")) == Agreed(
        terms_id=MONTH.payment_terms_id, terms="30  Days", due=DueRule(net_days=30)
    )


@given(st.sampled_from(REGISTER), st.text(max_size=60))
def test_an_entry_keeps_its_rule_whatever_is_printed(chosen: PaymentTermsIssued, words: str) -> None:
    agreed = agree(REGISTER, Agreed(terms_id=chosen.payment_terms_id, terms=words))
    assert (agreed.terms_id, agreed.due) == (chosen.payment_terms_id, chosen.due)
    assert agreed.terms == (words if words.strip() else chosen.text)


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(NotAgreed) as refusal:
        agree(REGISTER, Agreed(terms="x" * 4000))
    assert len(refusal.value.detail) < 600
