"""The words of a refusal say what to do."""

from kernel.currencies import not_enabled


def test_a_refused_currency_comes_with_those_that_may_be_used() -> None:
    refusal = not_enabled("KWD", ["EUR", "EUR", "USD"], "/currency")
    assert refusal.detail == (
        "KWD is not switched on; use EUR, USD, or have accounting switch it on under Currencies."
    )
    assert refusal.errors == [{"pointer": "/currency", "detail": refusal.detail}]
