"""What is said of an order that waits for credit is true and can be done."""

from typing import Any
from uuid import uuid4

from reporting.explain import _held


def words(limit: str, excess: str, **more: Any) -> str:
    id = uuid4()
    order: dict[str, Any] = {
        "id": id,
        "number": "SO-1",
        "status": "held",
        "stream": "order",
        "changed_at": None,
    }
    refusal: dict[str, Any] = {
        "order_id": str(id),
        "limit": {"amount": "100.00", "currency": limit},
        "excess": {"amount": "39.665", "currency": excess},
    } | more
    [waiting] = _held(order, refusal)
    return str(waiting)


def test_beyond_the_limit_says_by_how_much() -> None:
    assert "by KWD 39.665; raise the limit" in words("KWD", "KWD")


def test_in_another_currency_no_sum_is_named_that_could_not_help() -> None:
    said = words("EUR", "KWD")
    assert "Set a limit in KWD for this client" in said
    assert "39.665" not in said


def test_of_a_client_on_whom_nobody_decided_no_limit_is_named() -> None:
    said = words("EUR", "EUR", undecided=True)
    assert "nobody in accounting has decided" in said
    assert "39.665" not in said
