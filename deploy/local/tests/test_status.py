"""`saleswire status` says in red what waits for a person, and what to do about it."""

from typing import Any

from saleswire.commands.status import parked, row, stuck
from saleswire.record import Line


def said(parked_keys: int, stuck_keys: int) -> dict[str, Any]:
    group = {"group": "billing.reactions", "lag": {}, "parked_keys": parked_keys, "stuck_keys": stuck_keys}
    return {"groups": [group], "ready": True}


def test_a_key_that_waits_for_a_person_is_red_and_says_what_helps() -> None:
    inner = said(3, 1)
    assert parked(inner) == "[red]3[/]"
    assert stuck(inner) == [
        "billing.reactions: 1 parked keys wait; saleswire dlq list says why (docs/operations.md)"
    ]
    assert "[red]3[/]" in row("billing", Line(), inner)


def test_a_key_that_waits_for_its_copy_for_a_moment_is_no_alarm() -> None:
    assert (parked(said(2, 0)), stuck(said(2, 0)), parked({})) == ("2", [], "")
