"""docs/events.md: every event, its stream, and who reacts to it or keeps a copy."""

from collections.abc import Mapping

from contracts.catalogue import PUBLISHERS, messages_of
from contracts.event import Message

HEAD = """# Events

Made from the contracts and the services by `make schemas`; do not edit.

Every message is a CloudEvent in binary mode on the topic of its aggregate, keyed by the aggregate's id;
`contracts/schemas/` holds its schema and `contracts/examples/` one golden message. *Reacts* may publish;
*copies* only remembers.
"""


def page(reactions: Mapping[str, set[str]], projections: Mapping[str, set[str]]) -> str:
    """The page; the mappings say which services handle each type."""
    parts = [HEAD]
    for publisher, module in PUBLISHERS.items():
        parts.append(f"## {publisher}\n\n{(module.__doc__ or '').strip()}\n")
        parts.append("| event | type | topic | reacts | copies |\n|---|---|---|---|---|")
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
    return f"| {name} | `{message.type}` | `{message.stream.topic}` | {reacts} | {copies} |"
