"""Breaks one rule of delivery in every process of a copy, to see it caught; found by path alone.

Python imports a module of this name at its start. The rule's name stands in the file `broken` of the
state folder; without that file everything works as it should.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

SWITCH = Path(os.environ.get("SALESWIRE_STATE", "/nonexistent")) / "broken"


def rule() -> str:
    """Which rule is off now; none when empty."""
    try:
        return SWITCH.read_text()
    except OSError:
        return ""


def twice(messages: Callable[..., Iterator[Any]], pipeline: Any, rows: list[Any]) -> Iterator[Any]:
    """All of the batch, and all of it again: what any relay may do after a failure."""
    yield from messages(pipeline, rows)
    yield from messages(pipeline, rows)


def sent(messages: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """The relay's messages as the broken rule has them."""

    def broken(pipeline: Any, rows: list[Any]) -> Iterator[Any]:
        match rule():
            case "sends_twice" | "takes_twice":
                return twice(messages, pipeline, rows)
            case "journals_unsent":
                return messages(pipeline, [row for row in rows if int(row.entry.event_id[-2:], 16) >= 8])
            case "sends_backwards":
                return messages(pipeline, rows[::-1])
        return messages(pipeline, rows)

    return broken


def taken(entry: Any, inbox: Any) -> Any:
    """What the inbox says of an event; it forgets that it knows one when that rule is broken."""
    return inbox.Entry.APPLY if entry is inbox.Entry.DUPLICATE and rule() == "takes_twice" else entry


def break_rules() -> None:
    """Put ourselves between relay and broker, and between inbox and handlers."""
    from chassis import inbox, pipeline

    enter, decide = inbox.enter, inbox.Memory.entry

    async def entered(*arguments: Any) -> Any:
        return taken(await enter(*arguments), inbox)

    def decided(*arguments: Any, **named: Any) -> Any:
        return taken(decide(*arguments, **named), inbox)

    inbox.enter, inbox.Memory.entry = entered, decided  # type: ignore[method-assign]  # that is the point
    pipeline.Pipeline._messages = sent(pipeline.Pipeline._messages)  # type: ignore[method-assign]


if "SALESWIRE_STATE" in os.environ:
    break_rules()
