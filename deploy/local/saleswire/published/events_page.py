"""docs/events.md: every event, how people see it, its stream, and who reacts to it or keeps a copy."""

from collections.abc import Mapping

from contracts.event import Event, Message
from contracts.messages import PUBLISHERS, SHARED, messages_of
from contracts.telling import Tells

HEAD = """# Events

Made from the contracts and the services by `make schemas`; do not edit.

Every message is a CloudEvent in binary mode on the topic of its aggregate, keyed by the aggregate's id;
`contracts/schemas/` holds its schema and `contracts/examples/` one golden message. *Label* is what people
read, *stage* the part of a deal in whose trace it stands, *tells* its notices and whom they are for.
*Reacts* may publish; *copies* only remembers.
"""
TABLE = "| event | label | stage | tells | type | topic | reacts | copies |\n" + "|---" * 8 + "|"


def page(reactions: Mapping[str, set[str]], projections: Mapping[str, set[str]]) -> str:
    """The page; the mappings say which services handle each type."""
    parts = [HEAD]
    for publisher, module in (PUBLISHERS | SHARED).items():
        parts.append(f"## {publisher}\n\n{(module.__doc__ or '').strip()}\n")
        parts.append(TABLE)
        parts.extend(_row(message, reactions, projections) for message in messages_of(module))
        parts.append("")
    return "\n".join(parts)


def _row(
    message: type[Message], reactions: Mapping[str, set[str]], projections: Mapping[str, set[str]]
) -> str:
    meaning = (message.__doc__ or "").strip().splitlines()[0]
    reacts = ", ".join(sorted(reactions.get(message.type, ()))) or "–"
    copies = ", ".join(sorted(projections.get(message.type, ()))) or "–"
    name = f"**{message.__name__}**: {meaning}"
    shown = " | ".join(_shown(message))
    return f"| {name} | {shown} | `{message.type}` | `{message.stream.topic}` | {reacts} | {copies} |"


def _shown(message: type[Message]) -> tuple[str, str, str]:
    """Label, stage of the deal and notices; a state has none."""
    if not issubclass(message, Event):
        return "–", "–", "–"
    step = message.step
    return message.label, step.stage if step else "–", "; ".join(map(_told, message.tells)) or "–"


def _told(tells: Tells) -> str:
    """A kind of notice and whom it is for."""
    groups = [f"department {tells.department}"] if tells.department else []
    groups += [f"holders of {tells.holders}"] if tells.holders else []
    return f"{tells.kind} ({', '.join([*tells.whom, *groups])})"
