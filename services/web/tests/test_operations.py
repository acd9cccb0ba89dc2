"""Operations of services: whatever is in an id, the address stays that of the operation."""

import pytest

from web.api import billing, reporting
from web.api.operation import Command, segment


def test_an_operation_is_its_address():
    assert reporting.read_event("a", "b") == "/api/trace/a/events/b"
    assert billing.switch_currency("EUR") == Command("PUT", "/api/billing/currencies/EUR")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("a/b", "a%2Fb"),
        ("a?q=1#x", "a%3Fq%3D1%23x"),
        ("ä b", "%C3%A4%20b"),
        ("", "-"),
        (".", "-"),
        ("..", "-"),
    ],
)
def test_a_part_stays_one_part(text, part):
    assert segment(text) == part
